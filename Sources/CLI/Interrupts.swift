import RecuaCore

/// Ctrl-C and SIGTERM: the first starts nothing new, cancels what runs and cleans up; the second leaves. When only
/// programs are left to be ended, the first changes nothing of what the command says and of its exit status.
enum Interrupts {
    private static let stopping =
        "stopping: what runs is cancelled and cleaned up; press Ctrl-C again to leave at once"
    private static let ending =
        "nothing runs any more but programs that are being ended; press Ctrl-C again to leave at once"

    private enum Outcome {
        case finished(ExitStatus)
        case interrupted
        case unheard
    }

    /// Runs `body`, which is cancelled by the first signal.
    ///
    /// - Returns: what `body` returns; ``ExitStatus/cancelled`` when it was interrupted in its work.
    static func watching(
        _ output: Output, _ course: Course, _ body: @escaping @Sendable () async -> ExitStatus
    ) async -> ExitStatus {
        let signals = SignalWatch()
        defer { signals.end() }
        return await withTaskGroup(of: Outcome.self) { group in
            group.addTask { .finished(await body()) }
            group.addTask {
                for await _ in signals.first { return .interrupted }
                return .unheard
            }
            for await outcome in group {
                switch outcome {
                case .finished(let status):
                    group.cancelAll()
                    return course.status(status)
                case .interrupted:
                    let isStopping = course.interrupt()
                    if isStopping { output.manner.stop() }
                    if !output.manner.onlyShows { output.tell(isStopping ? stopping : ending) }
                    group.cancelAll()
                case .unheard: break
                }
            }
            return .cancelled
        }
    }
}
