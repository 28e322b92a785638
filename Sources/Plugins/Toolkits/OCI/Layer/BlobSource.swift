public import NIOCore
public import RecuaCore

/// The bytes of a blob, as often as they are needed.
public protocol BlobSource: Sendable {
    var digest: Digest { get }
    /// In bytes.
    var size: Int64 { get }

    /// Bytes from `offset` (0 ..< `size`) to the end. Opening again gives the same bytes.
    func open(at offset: Int64) -> BlobStream
}

/// The bytes of a blob in pieces of up to about 1 MiB.
///
/// Read from its beginning, a stream is hashed as it goes, and its last piece is held back until the digest is right: a
/// blob that is not what it was never arrives whole.
///
/// - Throws: while read, ``Diagnostic`` `store.changed` if the bytes are no longer those that were hashed.
public struct BlobStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    private let expected: Digest?
    private let makeReader: @Sendable () throws -> any ChunkReader

    /// - Parameter expected: nil for a stream that does not begin at the blob's first byte.
    init(expected: Digest?, makeReader: @escaping @Sendable () throws -> any ChunkReader) {
        self.expected = expected
        self.makeReader = makeReader
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(expected: expected, makeReader: makeReader)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let expected: Digest?
        fileprivate let makeReader: @Sendable () throws -> any ChunkReader
        private var reader: (any ChunkReader)?
        private var hasher = Digest.Hasher()

        fileprivate init(expected: Digest?, makeReader: @escaping @Sendable () throws -> any ChunkReader) {
            self.expected = expected
            self.makeReader = makeReader
        }

        public mutating func next() async throws -> ByteBuffer? {
            try Task.checkCancellation()
            return try next(reusing: ByteBuffer())
        }

        /// The next piece without suspension, in the buffer's memory if nobody else holds it.
        mutating func next(reusing buffer: consuming ByteBuffer) throws -> ByteBuffer? {
            if reader == nil { reader = try makeReader() }
            guard let chunk = try reader?.next(reusing: buffer) else { return nil }
            if let expected {
                chunk.withUnsafeReadableBytes { hasher.update($0) }
                if reader?.isAtEnd == true, hasher.finish() != expected {
                    throw Diagnostic(
                        "store.changed", "the files of blob \(expected) have changed since it was made",
                        help: "run `recua build` again"
                    )
                }
            }
            return chunk
        }
    }
}

/// Gives the pieces of a blob in order.
protocol ChunkReader {
    /// True when the last piece has been given.
    var isAtEnd: Bool { get }
    mutating func next() throws -> ByteBuffer?
    /// As ``next()``, in the buffer's memory where the reader can.
    mutating func next(reusing buffer: consuming ByteBuffer) throws -> ByteBuffer?
}

extension ChunkReader {
    mutating func next(reusing buffer: consuming ByteBuffer) throws -> ByteBuffer? { try next() }
}
