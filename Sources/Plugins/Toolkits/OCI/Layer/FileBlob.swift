import NIOCore
public import RecuaCore

/// A blob that is a file.
public struct FileBlob: BlobSource {
    public let file: StoredFile

    public init(_ file: StoredFile) { self.file = file }

    public var digest: Digest { file.sha256 }
    public var size: Int64 { file.size }

    public func open(at offset: Int64) -> BlobStream {
        let file = file
        return BlobStream(expected: offset == 0 ? digest : nil) { try FileReader(file, at: offset) }
    }
}

/// A blob in memory: a manifest, a configuration.
public struct BytesBlob: BlobSource {
    public let bytes: [UInt8]
    public let digest: Digest

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        digest = Digest(of: bytes)
    }

    public var size: Int64 { Int64(bytes.count) }

    public func open(at offset: Int64) -> BlobStream {
        let rest = Array(bytes.dropFirst(Int(offset)))
        return BlobStream(expected: nil) { BytesReader(bytes: rest) }
    }
}

struct FileReader: ChunkReader {
    private let file: StoredFile
    private let window: FileWindow
    private var offset: Int64

    init(_ file: StoredFile, at offset: Int64) throws {
        self.file = file
        self.offset = offset
        window = try FileWindow(file.path)
    }

    var isAtEnd: Bool { offset >= file.size }

    mutating func next() throws -> ByteBuffer? {
        guard !isAtEnd else { return nil }
        let count = Int(min(1 << 20, file.size - offset))
        var chunk = ByteBuffer()
        try chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            try window.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
        }
        guard chunk.readableBytes == count else { throw FileLayer.changed(file) }
        offset += Int64(count)
        return chunk
    }
}

struct BytesReader: ChunkReader {
    let bytes: [UInt8]
    private(set) var isAtEnd = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() throws -> ByteBuffer? {
        guard !isAtEnd else { return nil }
        isAtEnd = true
        return ByteBuffer(bytes: bytes)
    }
}
