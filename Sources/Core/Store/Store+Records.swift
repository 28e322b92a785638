extension Store {
    /// A small fact kept under `kind` and `key`; nil when it was never kept or cannot be read.
    ///
    /// Records save work and nothing else: a missing or broken one is computed again.
    public func record(_ kind: String, _ key: Digest) -> JSON? {
        guard let bytes = try? Files.read(recordPath(kind, key), limit: 4 << 20) else { return nil }
        return try? JSON(parsing: bytes)
    }

    public func setRecord(_ kind: String, _ key: Digest, _ value: JSON) throws {
        try Files.write(value.text(), to: recordPath(kind, key))
    }

    /// The digest of a local file, kept by (device, inode, size, mtime, ctime), so that an unchanged file is read once.
    ///
    /// - Throws: ``Diagnostic`` `file.read`, or `store.changed` when the file changes while it is read.
    public func digest(ofLocalFile path: String) throws -> StoredFile {
        guard let before = Files.facts(path) else { throw Diagnostic("file.missing", "there is no file `\(path)`") }
        guard before.isRegular else { throw Diagnostic("file.not-a-file", "`\(path)` is not a regular file") }
        let key = before.key
        if let known = record("files", key)?["sha256"]?.string.flatMap({ Digest($0) }) {
            return StoredFile(path: path, sha256: known, size: before.size)
        }
        // A file written within the clock's granularity could change again, also while it is read, and keep its facts:
        // git's "racily clean".
        let isSettled = Files.isSettled(before)
        let digest = try Store.digest(ofFile: path)
        guard Files.facts(path) == before else { throw Store.changed(path) }
        if isSettled { try? setRecord("files", key, ["sha256": .string(digest.hex)]) }
        return StoredFile(path: path, sha256: digest, size: before.size)
    }

    static func changed(_ path: String) -> Diagnostic {
        Diagnostic("store.changed", "`\(path)` changed while it was read", help: "run the command again")
    }

    private func recordPath(_ kind: String, _ key: Digest) -> String { "\(root)/records/\(kind)/\(key.hex)" }
}

extension Files.Facts {
    /// The name of the record that keeps the digest of a file with these facts.
    fileprivate var key: Digest { Digest(of: "\(device) \(inode) \(size) \(modified) \(changed)") }
}
