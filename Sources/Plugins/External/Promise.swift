import Synchronization

/// A value that is not there yet; any number of tasks may wait for it.
///
/// Whoever makes one sees to it that it is settled: waiting does not end by cancellation.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case open([CheckedContinuation<Value, any Error>])
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.open([]))

    /// Gives the value to all who wait and will wait. Only the first call counts.
    func settle(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            guard case .open(let waiting) = state else { return [] }
            state = .settled(result)
            return waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.withLock { state -> Result<Value, any Error>? in
                guard case .open(let waiting) = state else {
                    if case .settled(let result) = state { return result }
                    return nil
                }
                state = .open(waiting + [continuation])
                return nil
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
