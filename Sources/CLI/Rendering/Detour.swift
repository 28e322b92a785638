import Synchronization

/// Where messages go while something else owns the bottom of the screen.
final class Detour: Sendable {
    /// Takes a message, or says that it cannot.
    typealias Taker = @Sendable (String) -> Bool

    private let taker = Mutex<Taker?>(nil)

    func set(_ taker: Taker?) { self.taker.withLock { $0 = taker } }

    /// - Returns: false when nothing owns the screen.
    func take(_ text: String) -> Bool { taker.withLock { $0 }?(text) ?? false }
}
