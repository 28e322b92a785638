import NIOCore

/// So many of the next bytes, as the body of one request.
struct Portion: AsyncSequence, Sendable {
    /// In bytes.
    let size: Int64
    private let bytes: ReadAhead
    /// Of the whole blob.
    let tally: SentBytes

    init(of bytes: ReadAhead, size: Int64, _ tally: SentBytes) {
        self.bytes = bytes
        self.size = size
        self.tally = tally
    }

    /// True when a blob whose portion begins at `offset` is on its way up to the portion's end.
    func isTaken(from offset: Int64) -> Bool { tally.count >= offset + size }

    func makeAsyncIterator() -> Iterator { Iterator(left: size, bytes: bytes, tally: tally) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var left: Int64
        fileprivate let bytes: ReadAhead
        fileprivate let tally: SentBytes
        private var backpressure = Backpressure()

        fileprivate init(left: Int64, bytes: ReadAhead, tally: SentBytes) {
            self.left = left
            self.bytes = bytes
            self.tally = tally
        }

        mutating func next() async throws -> ByteBuffer? {
            guard left > 0 else { return nil }
            // Nobody ends a stream early but who gives up on it.
            guard let piece = try await bytes.next(atMost: Int(Swift.min(left, 1 << 30))) else {
                throw CancellationError()
            }
            try await backpressure.next(piece.readableBytes)
            left -= Int64(piece.readableBytes)
            tally.add(piece.readableBytes)
            return piece
        }
    }
}
