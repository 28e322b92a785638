import RecuaCore
import RecuaRPC
import Synchronization

extension ProgramProcess {
    /// What happens to a request that hears nothing for too long, or whose task is cancelled.
    enum OnSilence: Sendable {
        /// The program is told to stop, and ended when it does not; the caller waits for either.
        case cancel
        /// The caller waits no longer.
        case giveUp
    }

    /// Asks the program and waits for its answer.
    ///
    /// - Throws: ``Diagnostic``: what the program answered, `plugin.timeout`, or how the process ended; or
    ///   `CancellationError`.
    func request(
        _ method: String, _ params: JSON, _ patience: Patience, onSilence: OnSilence = .cancel,
        listener: Listener = .nobody
    ) async throws -> JSON {
        try Task.checkCancellation()
        let id = requests.newID()
        let line = Message.request(id: .integer(id), method: method, params: params).line
        if line.count > limits.lineLength { throw RequestSize(params).refusal(of: method, to: identity, limits) }
        return try await withThrowingTaskGroup(of: JSON?.self) { group in
            group.addTask { try await self.answer(id, line, onSilence, listener) }
            group.addTask {
                await self.watch(id, method, idle: patience.idle, onSilence)
                return nil
            }
            group.addTask {
                await self.watch(id, method, total: patience.total, onSilence)
                return nil
            }
            while let finished = try await group.next() {
                guard let answer = finished else { continue }
                group.cancelAll()
                return answer
            }
            throw CancellationError()
        }
    }

    /// The first request of every life; the program is ended when it does not answer it well.
    func greet() async {
        do {
            let params = ProgramParams.initialize(limits)
            greeting.settle(
                .success(try await request("initialize", params, Patience(limits.initialize), onSilence: .giveUp)))
        } catch {
            greeting.settle(.failure(error))
            condemn("plugin.crashed", "was ended because it did not answer `initialize`")
        }
    }

    private func answer(
        _ id: Int64, _ line: [UInt8], _ onSilence: OnSilence, _ listener: Listener
    ) async throws -> JSON {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard requests.add(id, continuation, listener) else { return }
                lines.continuation.yield(Line(bytes: line))
                // The handler may have run before the request was open.
                if Task.isCancelled { stop(id, because: CancellationError(), onSilence) }
            }
        } onCancel: {
            stop(id, because: CancellationError(), onSilence)
        }
    }

    func stop(_ id: Int64, because reason: any Error, _ onSilence: OnSilence) {
        switch onSilence {
        case .cancel: if requests.stop(id, because: reason) { orders.continuation.yield(.cancel(id)) }
        case .giveUp: _ = requests.settle(id, .failure(reason))
        }
    }

    /// Stops the request when ten tenths of `limit` have gone by without a message about it.
    private func watch(_ id: Int64, _ method: String, idle limit: Duration, _ onSilence: OnSilence) async {
        var (heard, silence) = (0, 0)
        while silence < 10 {
            do { try await limits.clock.sleep(for: limit / 10) } catch { return }
            let now = requests.heard(id)
            silence = now == heard ? silence + 1 : 0
            heard = now
        }
        stop(id, because: self.silence(method, limit), onSilence)
    }

    /// Stops the request when `limit` has gone by.
    private func watch(_ id: Int64, _ method: String, total limit: Duration, _ onSilence: OnSilence) async {
        do { try await limits.clock.sleep(for: limit) } catch { return }
        let deed = "was still at work after \(Patience.text(limit)) when it was asked to `\(method)`"
        let isSilent = requests.heard(id) == 0
        let late = timeout(deed, "`timeout` in `plugins:` gives it more time")
        stop(id, because: isSilent ? silence(method, limit) : late, onSilence)
    }

    private func silence(_ method: String, _ limit: Duration) -> Diagnostic {
        if method == "initialize" { return muteness(limit) }
        let isLook = ["check", "plan"].contains(method)
        return timeout(
            "said nothing for \(Patience.text(limit)) when it was asked to `\(method)`",
            isLook ? "`\(method)` is answered at once" : "a plugin that is still at work says so with `progress`")
    }

    /// Of a program that has not said what it is: perhaps it is no plugin, or waits for something else.
    private func muteness(_ limit: Duration) -> Diagnostic {
        state.withLock { $0.log }?.catchUp()
        let (words, strays) = state.withLock { ($0.words.last(10), $0.strayLines) }
        let deed =
            strays > 0
            ? "what it wrote to standard output is no answer"
            : "it is still running and has written \(words.isEmpty ? "nothing" : "to standard error alone")"
        return Diagnostic(
            "plugin.timeout",
            "\(identity) did not answer `initialize` within \(Patience.text(limit)): \(deed)", at: identity.place,
            help: "try it by hand: recua plugin check \(command.shown)",
            related: words.map { Diagnostic.Related("standard error: \($0)") })
    }

    private func timeout(_ deed: String, _ help: String) -> Diagnostic {
        Diagnostic(
            "plugin.timeout", "\(identity) \(deed)", at: identity.place,
            help: "\(help): see docs/plugin-protocol.md")
    }
}
