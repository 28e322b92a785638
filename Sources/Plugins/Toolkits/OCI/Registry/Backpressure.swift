import NIOCore
import NIOPosix

/// Keeps what the HTTP client holds in memory within bounds.
///
/// The client says on one of its event loops that it has enough for now. On a busy machine it says so late, and takes
/// whatever it is given until then: tens of megabytes. So every few megabytes the sender waits for the loops to get as
/// far as the sender is.
struct Backpressure: Sendable {
    private static let interval = 2 << 20

    private var ahead = 0

    /// To be called before the next `bytes` are handed over.
    mutating func next(_ bytes: Int) async throws {
        ahead += bytes
        guard ahead > Self.interval else { return }
        ahead = 0
        let turns = MultiThreadedEventLoopGroup.singleton.makeIterator().map { $0.submit {} }
        for turn in turns { try await turn.get() }
    }
}
