internal import Synchronization

/// What several steps want recorded while a transaction is under way: it gathers, and the next transaction takes all of
/// it.
final class CommitQueue: Sendable {
    /// A change, and who waits until it lasts.
    struct Entry: Sendable {
        let change: LedgerChange
        let waiter: CheckedContinuation<Int64, any Error>
    }

    private struct State {
        var entries: [Entry] = []
        var isAtWork = false
    }

    private let state = Mutex(State())

    /// - Returns: true when somebody must begin to take what gathers.
    func add(_ entry: Entry) -> Bool {
        state.withLock { state in
            state.entries.append(entry)
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
    }

    /// - Returns: true when nothing is under way: whoever asked may do its own change, and then says ``isOver()``.
    func begin() -> Bool {
        state.withLock { state in
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
    }

    /// - Returns: false when something has gathered, which somebody must begin to take.
    func isOver() -> Bool {
        state.withLock { state in
            state.isAtWork = !state.entries.isEmpty
            return !state.isAtWork
        }
    }

    /// All that has gathered, in its order; nil when there is nothing, and whoever took it is done.
    func take() -> [Entry]? {
        state.withLock { state in
            state.isAtWork = !state.entries.isEmpty
            guard state.isAtWork else { return nil }
            defer { state.entries = [] }
            return state.entries
        }
    }
}
