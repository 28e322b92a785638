import RecuaCore
import RecuaRPC

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
    /// - Parameter limit: how long no message about this request may come.
    /// - Throws: ``Diagnostic``: what the program answered, `plugin.timeout`, or how the process ended; or
    ///   `CancellationError`.
    func request(
        _ method: String, _ params: JSON, limit: Duration, onSilence: OnSilence = .cancel, listener: Listener = .nobody
    ) async throws -> JSON {
        try Task.checkCancellation()
        let id = requests.newID()
        return try await withThrowingTaskGroup(of: JSON?.self) { group in
            group.addTask { try await self.answer(id, method, params, onSilence, listener) }
            group.addTask {
                await self.watch(id, method, limit, onSilence)
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
        let host: JSON = ["name": "recua", "version": .string(RecuaVersion.current)]
        let params: JSON = ["protocolVersions": [1], "host": host]
        do {
            greeting.settle(
                .success(try await request("initialize", params, limit: limits.initialize, onSilence: .giveUp)))
        } catch {
            greeting.settle(.failure(error))
            condemn("plugin.crashed", "was ended because it did not answer `initialize`")
        }
    }

    private static func text(_ limit: Duration) -> String {
        let seconds = limit.components.seconds
        return seconds >= 120 && seconds % 60 == 0 ? "\(seconds / 60) minutes" : "\(limit)"
    }

    private func answer(
        _ id: Int64, _ method: String, _ params: JSON, _ onSilence: OnSilence, _ listener: Listener
    ) async throws -> JSON {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard requests.add(id, continuation, listener) else { return }
                send(.request(id: .integer(id), method: method, params: params))
                // The handler may have run before the request was open.
                if Task.isCancelled { stop(id, because: CancellationError(), onSilence) }
            }
        } onCancel: {
            stop(id, because: CancellationError(), onSilence)
        }
    }

    private func stop(_ id: Int64, because reason: any Error, _ onSilence: OnSilence) {
        switch onSilence {
        case .cancel: if requests.stop(id, because: reason) { orders.continuation.yield(.cancel(id)) }
        case .giveUp: _ = requests.settle(id, .failure(reason))
        }
    }

    /// Stops the request when ten tenths of `limit` have gone by without a message about it.
    private func watch(_ id: Int64, _ method: String, _ limit: Duration, _ onSilence: OnSilence) async {
        var (heard, silence) = (0, 0)
        while silence < 10 {
            do { try await limits.clock.sleep(for: limit / 10) } catch { return }
            let now = requests.heard(id)
            silence = now == heard ? silence + 1 : 0
            heard = now
        }
        let timeout = Diagnostic(
            "plugin.timeout", "\(identity) said nothing for \(Self.text(limit)) when it was asked to `\(method)`",
            help: "a plugin that is still at work says so with `progress`: see docs/plugin-protocol.md"
        )
        stop(id, because: timeout, onSilence)
    }
}
