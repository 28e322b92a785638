internal import Synchronization

/// A number of places; who finds none free waits in line.
public final class Slots: Sendable {
    private struct State {
        var free: Int
        var next = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    public init(_ count: Int) { state = Mutex(State(free: count)) }

    /// How many stand in line.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Takes a place, in the order of calls. Give it back with ``give()``.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; nothing is to be given back then.
    public func take() async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { stand(in: ticket, $0) }
        } onCancel: {
            leave(ticket)
        }
    }

    public func give() {
        let first = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
            state.free += 1
            return nil
        }
        first?.resume()
    }

    private func stand(in ticket: Int, _ continuation: CheckedContinuation<Void, any Error>) {
        let isFree = state.withLock { state in
            guard state.free == 0 else {
                state.free -= 1
                return true
            }
            state.waiting.append((ticket, continuation))
            return false
        }
        if isFree { continuation.resume() }
        // The handler may have run before the ticket stood in line.
        if Task.isCancelled { leave(ticket) }
    }

    private func leave(_ ticket: Int) {
        let gone = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiting.remove(at: index).continuation
        }
        gone?.resume(throwing: CancellationError())
    }
}
