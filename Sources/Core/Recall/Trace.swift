internal import Synchronization

/// Everything of this machine that was looked at while it is in force, so that what was made of it can be kept and
/// trusted for as long as nothing of that changes.
///
/// ``Files``, ``Ledger`` and processes report to the trace of the current task.
package final class Trace: Sendable {
    /// The trace in force; nil where nobody keeps what comes out.
    @TaskLocal package static var current: Trace?

    /// More sights than this are not worth keeping.
    private static let limit = 1_000_000

    private struct State {
        var files: [String: Sight] = [:]
        var processes: [Deployment.Process: Bool] = [:]
        var isAbandoned = false

        mutating func abandon() {
            self = State()
            isAbandoned = true
        }
    }

    private let began: Int64
    private let state = Mutex(State())

    /// - Parameter began: nanoseconds since 1970.
    package init(began: Int64 = Files.now()) { self.began = began }

    /// Records what stands at a path. Of several looks the first counts.
    package func saw(_ path: String, _ facts: Files.Facts?, asLog: Bool = false) {
        state.withLock { state in
            guard !state.isAbandoned, state.files[path] == nil else { return }
            state.files[path] = Sight(facts, isLog: asLog)
            if state.files.count > Self.limit { state.abandon() }
        }
    }

    /// Looks at a path and records what stands there.
    package func look(at path: String, asLog: Bool = false) { saw(path, Files.untraced(path), asLog: asLog) }

    package func saw(_ process: Deployment.Process, isAlive: Bool) {
        state.withLock { state in
            guard !state.isAbandoned, state.processes[process] == nil else { return }
            state.processes[process] = isAlive
        }
    }

    /// Forgets everything: what comes out will not be kept.
    package func abandon() { state.withLock { $0.abandon() } }

    /// What was seen, if all of it still stands and had stood for a while when the trace began. A file that was written
    /// within the granularity of file times could have changed unnoticed between two looks: git's "racily clean".
    ///
    /// - Returns: nil when something may have changed meanwhile, or the trace was abandoned.
    package func settledSights() -> Sights? {
        let (files, processes, isAbandoned) = state.withLock { ($0.files, $0.processes, $0.isAbandoned) }
        guard !isAbandoned else { return nil }
        for (path, sight) in files {
            let now = Sight(Files.untraced(path), isLog: sight.isLog)
            guard now == sight, now.isSettled(at: began) else { return nil }
        }
        return Sights(files: files, processes: processes)
    }
}
