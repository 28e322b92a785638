import Synchronization

/// The values of the secrets that a program was given since the command began.
final class HandedSecrets: Sendable {
    private let known = Mutex<Set<String>>([])

    var values: Set<String> { known.withLock { $0 } }

    func add(_ values: Set<String>) { known.withLock { $0.formUnion(values) } }
}
