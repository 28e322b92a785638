import NIOCore
public import RecuaCore

/// A computed layer as it travels.
public struct LayerBlob: BlobSource {
    public let layer: FileLayer
    public let digests: LayerDigests

    public init(_ layer: FileLayer, _ digests: LayerDigests) {
        self.layer = layer
        self.digests = digests
    }

    public var digest: Digest { digests.digest }
    public var size: Int64 { layer.size }

    public func open(at offset: Int64) -> BlobStream {
        let (layer, crc32) = (layer, digests.crc32)
        return BlobStream(expected: offset == 0 ? digest : nil) {
            StoredGzipReader(layer, crc32: crc32, at: offset)
        }
    }
}

/// Frames a layer's tar as a gzip stream, piece by piece, from any offset of that stream on.
struct StoredGzipReader: ChunkReader {
    /// Just under 512 KiB, which buffers are rounded up to: small enough to stay in the processor's own memory from the
    /// file to the socket.
    private static let blocksPerChunk: Int64 = 7

    private var cursor: TarCursor
    private let tarSize: Int64
    private let crc32: UInt32
    private var block: Int64
    /// Bytes to drop from the first piece.
    private var skipped: Int
    private(set) var isAtEnd = false

    init(_ layer: FileLayer, crc32: UInt32, at offset: Int64) {
        tarSize = layer.tarSize
        self.crc32 = crc32
        let header = Int64(StoredGzip.header.count)
        let framed = Int64(StoredGzip.blockSize + StoredGzip.blockHeaderSize)
        block = min(max(0, (offset - header) / framed), StoredGzip.blockCount(of: tarSize) - 1)
        skipped = Int(offset - (block == 0 ? 0 : header + block * framed))
        cursor = TarCursor(layer, at: block * Int64(StoredGzip.blockSize))
    }

    mutating func next() throws -> ByteBuffer? { try next(reusing: ByteBuffer()) }

    mutating func next(reusing buffer: consuming ByteBuffer) throws -> ByteBuffer? {
        guard !isAtEnd else { return nil }
        let count = StoredGzip.blockCount(of: tarSize)
        let end = min(block + Self.blocksPerChunk, count)
        var chunk = consume buffer
        chunk.clear(minimumCapacity: Int(end - block) * (StoredGzip.blockSize + StoredGzip.blockHeaderSize) + 32)
        if block == 0 { chunk.writeBytes(StoredGzip.header) }
        for index in block..<end { try append(index, of: count, to: &chunk) }
        if end == count {
            chunk.writeBytes(StoredGzip.trailer(crc32: crc32, size: tarSize))
            isAtEnd = true
        }
        block = end
        chunk.moveReaderIndex(forwardBy: min(skipped, chunk.readableBytes))
        skipped = 0
        return chunk
    }

    private mutating func append(_ index: Int64, of count: Int64, to chunk: inout ByteBuffer) throws {
        let length = StoredGzip.blockLength(index, of: tarSize)
        chunk.writeBytes(StoredGzip.blockHeader(length: length, isLast: index == count - 1))
        try chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { space in
            try cursor.read(into: UnsafeMutableRawBufferPointer(rebasing: space[..<length]))
            return length
        }
    }
}
