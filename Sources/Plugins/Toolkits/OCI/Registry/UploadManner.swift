import Synchronization

/// How a registry takes blobs: each in one request, or in pieces, once it has turned a whole one away.
final class UploadManner: Sendable {
    /// Amazon ECR takes no smaller ones but the last.
    static let smallestPiece: Int64 = 5 << 20

    private struct State {
        var takesWhole = true
        var piece: Int64
    }

    private let state: Mutex<State>

    /// - Parameter piece: in bytes; by itself below the limit of 100 MB that some proxies set for a request.
    init(piece: Int64 = 50 << 20) { state = Mutex(State(piece: piece)) }

    /// Bytes of a piece; nil for blobs in one request.
    ///
    /// - Parameters:
    ///   - attempt: from 1. Every third goes in pieces in any case: what breaks long requests may let short ones pass.
    ///   - least: what the registry says a piece must have.
    func piece(attempt: Int, least: Int64 = 0) -> Int64? {
        state.withLock { state in
            state.takesWhole && !attempt.isMultiple(of: 3) ? nil : max(state.piece, least)
        }
    }

    /// Takes note that the registry did not take a request of `size` bytes: the next ones are smaller.
    ///
    /// - Parameters:
    ///   - size: nil when a blob was sent whole.
    ///   - least: what the registry says a piece must have.
    /// - Returns: false when there is no smaller one.
    func wasTooLarge(_ size: Int64?, least: Int64 = 0) -> Bool {
        state.withLock { state in
            guard let size else {
                state.takesWhole = false
                return true
            }
            guard size > max(Self.smallestPiece, least) else { return false }
            // Another upload may have found out before.
            guard size <= state.piece else { return true }
            state.piece = max(size / 2, Self.smallestPiece)
            return true
        }
    }
}
