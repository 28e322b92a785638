import Glibc
import RecuaCore
import SystemPackage

/// Compresses a layer's tar into one gzip member, several pieces at a time.
///
/// The bytes depend on the tar and on zlib's version, not on how many pieces are made at once. Memory depends on that
/// number alone.
struct LayerCompressor {
    /// What came out.
    struct Result: Sendable, Hashable {
        var digest: Digest
        var diffID: Digest
    }

    let layer: FileLayer
    /// Pieces that are made at once.
    var width = 2 * max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))

    /// - Parameter onProgress: told how many bytes of the tar are done.
    func run(into file: SystemPackage.FileDescriptor, onProgress: (Int64) -> Void) async throws -> Result {
        var source = PieceSource(layer)
        var sink = PieceSink(file)
        try await withThrowingTaskGroup(of: (Int, DeflatePiece).self) { group in
            var begun = 0
            var waiting: [Int: DeflatePiece] = [:]
            while sink.count < source.count {
                while begun < source.count, begun < sink.count + width {
                    let (index, input) = (begun, try source.next())
                    group.addTask { (index, try input.deflated()) }
                    begun += 1
                }
                guard let (index, piece) = try await group.next() else { break }
                waiting[index] = piece
                while let next = waiting.removeValue(forKey: sink.count) { try sink.write(next) }
                onProgress(sink.size)
            }
        }
        return Result(digest: try sink.finish(), diffID: source.finish())
    }
}

/// The tar in pieces, hashed as they are read.
private struct PieceSource {
    struct Input: Sendable {
        let bytes: [UInt8]
        let earlier: [UInt8]
        let isLast: Bool

        func deflated() throws -> DeflatePiece {
            try Task.checkCancellation()
            return try DeflatePiece(bytes, after: earlier, isLast: isLast)
        }
    }

    let count: Int
    private var left: Int64
    private var cursor: TarCursor
    private var hasher = Digest.Hasher()
    private var earlier: [UInt8] = []

    init(_ layer: FileLayer) {
        let size = Int64(DeflatePiece.size)
        count = Int((layer.tarSize + size - 1) / size)
        left = layer.tarSize
        cursor = TarCursor(layer)
    }

    mutating func next() throws -> Input {
        let size = Int(min(Int64(DeflatePiece.size), left))
        let bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            try cursor.read(
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size]))
            filled = size
        }
        hasher.update(bytes)
        left -= Int64(size)
        defer { earlier = bytes }
        return Input(bytes: bytes, earlier: earlier, isLast: left == 0)
    }

    func finish() -> Digest {
        let hasher = hasher
        return hasher.finish()
    }
}

/// Where the pieces are put together.
private struct PieceSink {
    /// Pieces written.
    private(set) var count = 0
    /// Bytes of the tar in them.
    private(set) var size: Int64 = 0
    private let file: SystemPackage.FileDescriptor
    private var hasher = Digest.Hasher()
    private var check = CyclicCheck()

    init(_ file: SystemPackage.FileDescriptor) { self.file = file }

    mutating func write(_ piece: DeflatePiece) throws {
        if count == 0 { try write(StoredGzip.header) }
        try write(piece.bytes)
        check.append(piece.crc32, of: piece.inputSize)
        count += 1
        size += Int64(piece.inputSize)
    }

    /// - Returns: the digest of all that was written.
    mutating func finish() throws -> Digest {
        try write(StoredGzip.trailer(crc32: check.value, size: size))
        let hasher = hasher
        return hasher.finish()
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        hasher.update(bytes)
        _ = try file.writeAll(bytes)
    }
}
