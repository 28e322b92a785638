internal import SystemPackage

/// What the last writer left: the ledger's size and SHA-256, in a file beside it.
///
/// SQLite finds pages that make no sense, and takes every letter of a text for true. The seal finds each bit that is
/// not as it was. It is broken, that is removed, before a writer's first write, and made again when the ledger is one
/// file once more; without it the ledger is checked as SQLite can.
struct LedgerSeal: Sendable, Hashable, Codable {
    /// In bytes.
    var size: Int64
    var sha256: Digest

    /// The seal of the file as it is now.
    init(of place: LedgerPlace) throws {
        var hasher = Digest.Hasher()
        var size: Int64 = 0
        try Files.forEachChunk(of: place.path) { bytes in
            hasher.update(bytes)
            size += Int64(bytes.count)
        }
        self.init(size: size, sha256: hasher.finish())
    }

    /// The seal of a file with these bytes.
    init(of bytes: [UInt8]) {
        self.init(size: Int64(bytes.count), sha256: Digest(of: bytes))
    }

    init(size: Int64, sha256: Digest) {
        self.size = size
        self.sha256 = sha256
    }

    /// The seal that is there.
    ///
    /// - Returns: nil when there is none, or one that cannot be read: then nothing is known.
    static func current(of place: LedgerPlace) -> LedgerSeal? {
        guard Files.exists(place.seal), let text = try? Files.readText(place.seal, limit: 4096) else { return nil }
        return try? JSON(parsing: text).decode()
    }

    func write(to place: LedgerPlace) throws {
        try Files.write(JSON(encoding: self).text() + "\n", to: place.seal)
        LedgerPlace.sync(folder: place.folder)
    }

    /// A writer is about to change the ledger. It alone makes seals, so one that is half written is that of a writer that
    /// was killed.
    static func remove(from place: LedgerPlace) throws {
        for name in (try? Files.list(place.folder)) ?? [] where Files.isTemporary(name) {
            let path = "\(place.folder)/\(name)"
            if path.hasPrefix("\(place.seal).") { try? Files.remove(path) }
        }
        guard Files.exists(place.seal) else { return }
        try Files.remove(place.seal)
        LedgerPlace.sync(folder: place.folder)
    }
}
