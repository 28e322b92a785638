import NIOCore
import RecuaWaiting
import Synchronization

/// The bytes of a blob, read and hashed a little ahead of who sends them, so that neither waits for the other.
///
/// At most ``depth`` pieces of up to 1 MiB wait; the reader stops until one of them has been taken.
final class ReadAhead: Sendable {
    private static let depth = 4

    private let pieces: AsyncThrowingStream<ByteBuffer, any Error>
    private let supply: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
    private let places = Slots(depth)
    /// What was taken off the stream and is not sent yet.
    private let rest = Mutex(ByteBuffer())

    private init() { (pieces, supply) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream() }

    /// Reads `stream` while `body` runs. Whichever way `body` ends, nothing is read afterwards.
    static func reading<Result: Sendable>(
        _ stream: BlobStream, _ body: (ReadAhead) async throws -> Result
    ) async throws -> Result {
        let ahead = ReadAhead()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ahead.fill(from: stream) }
            defer {
                // Who still waits for a piece, in the HTTP client's own task, is let go.
                ahead.supply.finish(throwing: CancellationError())
                group.cancelAll()
            }
            return try await body(ahead)
        }
    }

    /// The next bytes, `limit` at most; nil at the end.
    ///
    /// One caller at a time.
    func next(atMost limit: Int) async throws -> ByteBuffer? {
        var piece = rest.withLock { rest in
            defer { rest = ByteBuffer() }
            return rest
        }
        if piece.readableBytes == 0 {
            var iterator = pieces.makeAsyncIterator()
            guard let taken = try await iterator.next() else {
                // A cancelled task sees the end of a stream that has none.
                try Task.checkCancellation()
                return nil
            }
            places.give()
            piece = taken
        }
        guard piece.readableBytes > limit, let part = piece.readSlice(length: limit) else { return piece }
        rest.withLock { $0 = piece }
        return part
    }

    private func fill(from stream: BlobStream) async {
        // Buffers go round: one that nobody else holds any more is filled again in place.
        var buffers = [ByteBuffer](repeating: ByteBuffer(), count: Self.depth + 3)
        var turn = 0
        var iterator = stream.makeAsyncIterator()
        do {
            while true {
                try await places.take()
                let used = buffers[turn]
                buffers[turn] = ByteBuffer()
                guard let piece = try iterator.next(reusing: used) else { break }
                buffers[turn] = piece
                turn = (turn + 1) % buffers.count
                supply.yield(piece)
            }
            supply.finish()
        } catch {
            supply.finish(throwing: error)
        }
    }
}
