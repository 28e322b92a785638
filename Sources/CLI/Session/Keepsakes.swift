import Synchronization

/// What is large and would be taken apart right before the process ends, which gives its memory back at once: of a
/// thousand stacks that takes as long as showing them.
final class Keepsakes: Sendable {
    private let all = Mutex<[any Sendable]>([])

    func add(_ value: any Sendable) { all.withLock { $0.append(value) } }
}
