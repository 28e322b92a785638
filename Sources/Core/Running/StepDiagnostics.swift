internal import Synchronization

/// What a step reports of its sections while it runs: warnings are shown at once, errors belong to its failure.
final class StepDiagnostics: Sendable {
    private let stack: Stack
    private let held = Mutex<[Diagnostic]>([])

    init(_ stack: Stack) { self.stack = stack }

    /// - Returns: what is to be shown now.
    func take(_ diagnostic: Diagnostic) -> Diagnostic? {
        let placed = stack.placing(diagnostic)
        guard placed.severity == .error else { return placed }
        held.withLock { $0.append(placed) }
        return nil
    }

    /// The failure with the errors that were told before it.
    func joined(to error: any Error) -> any Error {
        let errors = held.withLock { $0 }
        guard !errors.isEmpty, !(error is CancellationError) else { return error }
        let all = errors + Diagnostics.from(error)
        return (error as? FailedOutput).map { FailedOutput($0.artifact, all) } ?? Diagnostics(all)
    }

    /// The errors of a step that succeeded all the same.
    var errors: [Diagnostic] { held.withLock { $0 } }
}

extension Diagnostic {
    /// As one line of a log: `stacks/demo.yaml:3:7: nobody reads this: leave it out  [probe.unread]`.
    var logLine: String {
        let place = place.map { "\($0): " } ?? ""
        return "\(place)\(message)\(help.map { ": \($0)" } ?? "")  [\(code)]"
    }

    /// The level of ``logLine``.
    var logLevel: StepMessage.Level {
        switch severity {
        case .error: .error
        case .warning: .warning
        case .note: .info
        }
    }
}
