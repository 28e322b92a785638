import Synchronization

/// How many of the things of a kind that a program says in one request a person is told; the rest is for its log.
final class Attention: Sendable {
    /// Notices and warnings, and as many mistakes in the sections.
    static let most = 100

    /// What becomes of the next one.
    enum Share {
        case shown
        /// The first that is not.
        case firstHidden
        case hidden
    }

    private let taken = Mutex(0)

    func next() -> Share {
        taken.withLock { taken in
            taken += 1
            return taken <= Self.most ? .shown : taken == Self.most + 1 ? .firstHidden : .hidden
        }
    }
}
