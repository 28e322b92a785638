import Synchronization

/// How far a command has come, which tells what a signal still means to it.
///
/// Once a run has its end on record it is what that says, and only the programs that it has started are left to be ended;
/// once the command is over nothing changes what it was.
final class Course: Sendable {
    private struct State {
        /// Whether something is done that can be stopped, other than to end programs.
        var isWorking = true
        var hasFinished = false
        var wasInterrupted = false
        /// Whether an end came after that, so that it tells what became of the work.
        var hasEndedSince = false
        var wasAskedToEnd = false
    }

    private let state = Mutex(State())

    /// A run has come to its end, or what is told as one: the look of `adopt`, the questions of `lock`. What it has
    /// started is being ended.
    ///
    /// - Parameter isLast: whether nothing else is left to be done.
    func finished(isLast: Bool) {
        state.withLock { state in
            (state.hasFinished, state.hasEndedSince) = (true, state.wasInterrupted)
            if isLast { state.isWorking = false }
        }
    }

    /// What was started is gone; something may be done with the results.
    func goOn() { state.withLock { $0.isWorking = true } }

    /// The command has done and said all it had to; what it has started is being ended.
    func end() { state.withLock { $0.isWorking = false } }

    /// A signal came.
    ///
    /// - Returns: whether there is something to stop.
    func interrupt() -> Bool {
        state.withLock { state in
            state.wasAskedToEnd = true
            if state.isWorking { state.wasInterrupted = true }
            return state.isWorking
        }
    }

    var wasAskedToEnd: Bool { state.withLock { $0.wasAskedToEnd } }

    /// - Parameter status: the command's own.
    func status(_ status: ExitStatus) -> ExitStatus {
        state.withLock { state in
            guard state.wasInterrupted, !state.hasEndedSince else { return status }
            return state.hasFinished && status == .success ? .success : .cancelled
        }
    }
}
