import Synchronization

/// How many connections work on a file's parts, and how many should.
final class Crew: Sendable {
    private struct State {
        var wanted: Int
        var working = 0
    }

    private let state: Mutex<State>

    init(_ wanted: Int) { state = Mutex(State(wanted: wanted)) }

    /// How many should work from now on. Who is too many leaves by itself.
    func want(_ count: Int) { state.withLock { $0.wanted = count } }

    /// - Returns: false when there are enough.
    func join() -> Bool {
        state.withLock { state in
            guard state.working < state.wanted else { return false }
            state.working += 1
            return true
        }
    }

    /// - Returns: true when one is too many, and the caller is to go: it counts no longer. The last one stays.
    func leavesAsSurplus() -> Bool {
        state.withLock { state in
            guard state.working > max(1, state.wanted) else { return false }
            state.working -= 1
            return true
        }
    }

    func leave() { state.withLock { $0.working -= 1 } }
}
