internal import Synchronization

/// The step that failed first, for stacks that are at work side by side.
final class FirstFailure: Sendable {
    private let first = Mutex<Event.StepName?>(nil)

    /// Nil as long as none has failed.
    var name: Event.StepName? { first.withLock { $0 } }

    /// Takes it that a step has failed.
    func note(_ name: Event.StepName) { first.withLock { $0 = $0 ?? name } }
}
