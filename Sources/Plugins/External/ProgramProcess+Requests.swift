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

    /// A request that is waited for.
    private struct Question {
        let id: Int64
        let method: String
        /// The stack that it is about.
        let stack: String?
        /// How much the program had said by then that was not understood.
        let mark: Int
    }

    /// Asks the program and waits for its answer.
    ///
    /// - Throws: ``Diagnostic``: what the program answered, `plugin.timeout`, or how the process ended; ``NeverAsked``
    ///   when it had ended; or `CancellationError`.
    func request(
        _ method: String, _ params: JSON, _ patience: Patience, onSilence: OnSilence = .cancel,
        listener: Listener = .nobody
    ) async throws -> JSON {
        try Task.checkCancellation()
        let id = requests.newID()
        let mark = state.withLock { state in
            state.veil.add(listener.veil)
            return state.misunderstandings.count
        }
        let question = Question(id: id, method: method, stack: listener.stack, mark: mark)
        let line = Message.request(id: .integer(id), method: method, params: params).line
        if line.count > limits.lineLength { throw RequestSize(params).refusal(of: method, to: identity, limits) }
        if let host = listener.host { tellUntold(host) }
        return try await withThrowingTaskGroup(of: JSON?.self) { group in
            group.addTask { try await self.answer(id, line, onSilence, listener) }
            group.addTask {
                await self.watch(question, idle: patience.idle, onSilence)
                return nil
            }
            group.addTask {
                await self.watch(question, total: patience.total, onSilence)
                return nil
            }
            group.addTask {
                await self.watchOutput(id)
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

    /// The first request of every life; the program is ended when it does not answer it well. Nobody else settles the
    /// greeting: a program that has answered may be gone when its files have been looked at.
    func greet() async {
        do {
            let patience = Patience(limits.initialize)
            let answer = try await request("initialize", ProgramParams.initialize(limits), patience, onSilence: .giveUp)
            if let sight = state.withLock({ $0.sight }) { try command.seal?.check(since: sight, by: identity) }
            state.withLock { $0.hasGreeted = true }
            greeting.settle(.success(answer))
        } catch {
            let reason = (error as? NeverAsked)?.incident ?? error
            state.withLock { $0.refusal = reason as? Diagnostic }
            greeting.settle(.failure(reason))
            condemn("plugin.crashed", "was ended because it did not answer `initialize`")
        }
    }

    private func answer(
        _ id: Int64, _ line: [UInt8], _ onSilence: OnSilence, _ listener: Listener
    ) async throws -> JSON {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard requests.add(id, continuation, listener) else { return }
                // Its output has ended, and it goes.
                if case .terminated = lines.continuation.yield(Line(bytes: line)) { requests.keepUnsent(id) }
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

    /// Has the request fail, whatever the program says of it from now on.
    func fail(_ id: Int64, because reason: any Error) {
        if requests.stop(id, because: reason, isLost: true) { orders.continuation.yield(.cancel(id)) }
    }

    /// Stops the request when ten tenths of `limit` have gone by without a message about it.
    private func watch(_ question: Question, idle limit: Duration, _ onSilence: OnSilence) async {
        var (heard, silence) = (0, 0)
        while silence < 10 {
            do { try await limits.clock.sleep(for: limit / 10) } catch { return }
            let now = requests.heard(question.id)
            silence = now == heard ? silence + 1 : 0
            heard = now
        }
        stop(question.id, because: self.silence(question, limit), onSilence)
    }

    /// Stops the request when `limit` has gone by.
    private func watch(_ question: Question, total limit: Duration, _ onSilence: OnSilence) async {
        do { try await limits.clock.sleep(for: limit) } catch { return }
        let isSilent = requests.heard(question.id) == 0
        stop(question.id, because: isSilent ? silence(question, limit) : lateness(question, limit), onSilence)
    }

    /// Ends a program in its sandbox that says nothing about the request and has closed its output.
    private func watchOutput(_ id: Int64) async {
        guard command.sandbox != nil else { return }
        var heard = requests.heard(id)
        while true {
            do { try await limits.clock.sleep(for: limits.glance) } catch { return }
            let now = requests.heard(id)
            if now == heard { endIfDeprived() }
            heard = now
        }
    }

    private func silence(_ question: Question, _ limit: Duration) -> Diagnostic {
        let method = question.method
        if method == "initialize" { return muteness(question, limit) }
        let isLook = ["check", "plan"].contains(method)
        return timeout(
            question, "said nothing for \(Patience.text(limit)) when it was asked to `\(method)`",
            isLook ? "`\(method)` is answered at once" : "a plugin that is still at work says so with `progress`")
    }

    private func lateness(_ question: Question, _ limit: Duration) -> Diagnostic {
        timeout(
            question, "was still at work after \(Patience.text(limit)) when it was asked to `\(question.method)`",
            "`timeout` in `plugins:` gives it more time")
    }

    private func timeout(_ question: Question, _ deed: String, _ help: String) -> Diagnostic {
        let circumstances = circumstances(of: question)
        let advice =
            circumstances.misunderstood == nil
            ? help : "its answer may be among what was not understood (each message is one JSON object on one line)"
        return Diagnostic(
            "plugin.timeout", "\(identity) \(deed)", at: identity.place,
            help: "\(advice): see docs/plugin-protocol.md", related: circumstances.notes)
    }

    /// Of a program that has not said what it is: perhaps it is no plugin, or waits for something else.
    private func muteness(_ question: Question, _ limit: Duration) -> Diagnostic {
        let circumstances = circumstances(of: question)
        let deed =
            circumstances.misunderstood != nil
            ? "what it wrote to standard output is no answer"
            : "it is still running and has written "
                + (circumstances.words.isEmpty ? "nothing" : "to standard error alone")
        return Diagnostic(
            "plugin.timeout",
            "\(identity) did not answer `initialize` within \(Patience.text(limit)): \(deed)", at: identity.place,
            help: "try it by hand: recua plugin check \(command.shown)", related: circumstances.notes)
    }

    private func circumstances(of question: Question) -> Circumstances {
        circumstances(stacks: [question.stack].compactMap(\.self), since: question.mark)
    }
}
