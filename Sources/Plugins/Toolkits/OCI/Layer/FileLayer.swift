public import RecuaCore

/// A layer whose bytes are computed, not stored: a tar of folders and files, in a gzip stream of stored blocks.
///
/// Two layers with equal ``key`` are the same bytes on every machine.
public struct FileLayer: Sendable, Hashable {
    /// A stretch of the tar: bytes at hand, or a part of a file.
    enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// The file's bytes from `skipped` to its end.
        case file(StoredFile, skipped: Int64)

        var size: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(let file, let skipped): file.size - skipped
            }
        }
    }

    /// Raised whenever the same entries would give other bytes.
    private static let encoding = "recua layer 1: ustar, stored gzip"

    /// Sorted by path.
    public let entries: [Image.Entry]
    /// The members of the tar, folders included, in order.
    public let tarEntries: [TarEntry]
    /// In bytes, uncompressed.
    public let tarSize: Int64
    /// Stands for the layer's bytes: covers each file's digest and all that surrounds it.
    public let key: Digest
    let pieces: [Piece]

    /// - Throws: ``Diagnostic`` `oci.path`; for assimilated entries `oci.not-ape` and `oci.architecture`.
    public init(entries: [Image.Entry], architecture: Architecture) throws {
        let entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var members: [TarEntry] = []
        var pieces: [Piece] = []
        var seen: Set<String> = []
        func add(_ member: TarEntry) throws {
            guard seen.insert(member.path).inserted else {
                throw Diagnostic("oci.path", "the layer would hold `\(member.path)` twice")
            }
            members.append(member)
            pieces.append(.bytes(try TarHeader.bytes(for: member)))
        }
        for entry in entries {
            // Lambda wants every folder, and before what is in it.
            for folder in TarEntry.folders(above: entry.path) where !seen.contains(folder) {
                try add(TarEntry(path: folder, kind: .folder, mode: 0o755))
            }
            try add(TarEntry(path: entry.path, kind: .file, mode: entry.mode, size: entry.source.size))
            pieces += try Self.data(of: entry, architecture)
        }
        pieces.append(.bytes([UInt8](repeating: 0, count: 2 * TarHeader.blockSize)))
        self.entries = entries
        self.pieces = pieces
        tarEntries = members
        tarSize = pieces.reduce(0) { $0 + $1.size }
        key = Self.key(of: pieces)
    }

    /// In bytes, as it travels.
    public var size: Int64 { StoredGzip.streamSize(of: tarSize) }

    private static func data(of entry: Image.Entry, _ architecture: Architecture) throws -> [Piece] {
        let padding = Piece.bytes([UInt8](repeating: 0, count: TarHeader.padding(after: entry.source.size)))
        guard entry.isAssimilated else { return [.file(entry.source, skipped: 0), padding] }
        let header = try Assimilation.header(ofFile: entry.source.path, architecture: architecture)
        return [.bytes(header), .file(entry.source, skipped: Int64(header.count)), padding]
    }

    private static func key(of pieces: [Piece]) -> Digest {
        var hasher = Digest.Hasher()
        hasher.update(Array(encoding.utf8))
        for piece in pieces {
            switch piece {
            case .bytes(let bytes):
                hasher.update(Array("\nbytes \(bytes.count)\n".utf8))
                hasher.update(bytes)
            case .file(let file, let skipped):
                hasher.update(Array("\nfile \(file.sha256.hex) \(file.size) \(skipped)\n".utf8))
            }
        }
        return hasher.finish()
    }
}
