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

    /// A file of the store is not opened for it when its ``ProgramFacts`` are on record.
    ///
    /// - Throws: ``Diagnostic`` `oci.path`; for assimilated entries `oci.not-ape` and `oci.architecture`.
    public init(entries: [Image.Entry], architecture: Architecture, store: Store) throws {
        try self.init(entries: entries) { entry in
            let facts = try ProgramFacts.of(entry.source, store: store)
            return try Assimilation.header(of: facts, in: entry.path, architecture: architecture)
        }
    }

    /// - Parameter header: gives what takes the place of an assimilated entry's first bytes.
    init(entries: [Image.Entry], header: (Image.Entry) throws -> [UInt8]) throws {
        let members = try Self.members(of: entries)
        let sources = Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0) })
        var pieces: [Piece] = []
        for member in members {
            pieces.append(.bytes(try TarHeader.bytes(for: member)))
            if let entry = sources[member.path] { pieces += try Self.data(of: entry, header) }
        }
        pieces.append(.bytes([UInt8](repeating: 0, count: 2 * TarHeader.blockSize)))
        self.init(entries: Self.sorted(entries), tarEntries: members, pieces: pieces)
    }

    /// A tar archive as it is, which becomes a gzip stream on its way.
    init(tar: StoredFile) { self.init(entries: [], tarEntries: [], pieces: [.file(tar, skipped: 0)]) }

    private init(entries: [Image.Entry], tarEntries: [TarEntry], pieces: [Piece]) {
        self.entries = entries
        self.tarEntries = tarEntries
        self.pieces = pieces
        tarSize = pieces.reduce(0) { $0 + $1.size }
        key = Self.key(of: pieces)
    }

    /// In bytes, as it travels.
    public var size: Int64 { StoredGzip.streamSize(of: tarSize) }

    /// The members of a tar that holds `entries`, folders included, in order. No file is looked at.
    ///
    /// - Throws: ``Diagnostic`` `oci.path` when two entries cannot be in one tar.
    public static func members(of entries: [Image.Entry]) throws -> [TarEntry] {
        var members: [TarEntry] = []
        var seen: [String: TarEntry.Kind] = [:]
        for entry in sorted(entries) {
            // Lambda wants every folder, and before what is in it.
            for folder in TarEntry.folders(above: entry.path) where seen[folder] != .folder {
                guard seen.updateValue(.folder, forKey: folder) == nil else {
                    throw Diagnostic("oci.path", "the layer would hold `\(folder)` as a file and as a folder")
                }
                members.append(TarEntry(path: folder, kind: .folder, mode: 0o755))
            }
            guard seen.updateValue(.file, forKey: entry.path) == nil else {
                throw Diagnostic("oci.path", "the layer would hold `\(entry.path)` twice")
            }
            members.append(TarEntry(path: entry.path, kind: .file, mode: entry.mode, size: entry.source.size))
        }
        return members
    }

    private static func sorted(_ entries: [Image.Entry]) -> [Image.Entry] {
        entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func data(of entry: Image.Entry, _ header: (Image.Entry) throws -> [UInt8]) throws -> [Piece] {
        let padding = Piece.bytes([UInt8](repeating: 0, count: TarHeader.padding(after: entry.source.size)))
        guard entry.isAssimilated else { return [.file(entry.source, skipped: 0), padding] }
        let header = try header(entry)
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
