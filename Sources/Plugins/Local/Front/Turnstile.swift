internal import Synchronization

/// Lets one pass at a time, in the order they came: a Lambda environment serves one request at a time.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var next = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Tickets given back before their owner began to wait.
        var abandoned: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Waits for its turn. Whoever gets through calls ``leave()``.
    ///
    /// - Throws: `CancellationError`; nothing is to be left then.
    func enter() async throws {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.abandoned.remove(ticket) != nil { return .failure(CancellationError()) }
                    if !state.isTaken {
                        state.isTaken = true
                        return .success(())
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    func leave() {
        let next = state.withLock { state in
            state.isTaken = !state.waiting.isEmpty
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst().continuation
        }
        next?.resume()
    }

    private func abandon(_ ticket: Int) {
        let left = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                state.abandoned.insert(ticket)
                return nil
            }
            return state.waiting.remove(at: index).continuation
        }
        left?.resume(throwing: CancellationError())
    }
}
