extension Store {
    /// A small fact kept under `kind` and `key`; nil when it was never kept or cannot be read.
    ///
    /// Records save work and nothing else: a missing or broken one is computed again.
    ///
    /// - Parameter followsFromKey: true when whoever computes it again under the same key gets the same.
    public func record(_ kind: String, _ key: Digest, followsFromKey: Bool = false) -> JSON? {
        // What follows from its key alone changes no answer by being there or not.
        let trace = followsFromKey ? nil : Trace.current
        return Trace.$current.withValue(trace) {
            guard let bytes = try? Files.read(recordPath(kind, key), limit: 4 << 20) else { return nil }
            return StoredRecord.value(in: bytes, kind, key)
        }
    }

    /// Keeps a small fact under `kind` and `key`, in place of the one before.
    public func setRecord(_ kind: String, _ key: Digest, _ value: JSON) throws {
        try Files.write(StoredRecord.bytes(of: value, kind, key), to: recordPath(kind, key), isDurable: false)
    }

    /// - Throws: ``Diagnostic`` `file.write`.
    public func removeRecord(_ kind: String, _ key: Digest) throws { try Files.remove(recordPath(kind, key)) }

    /// The digest of a local file, kept by (device, inode, size, mtime, ctime), so that an unchanged file is read once.
    ///
    /// - Throws: ``Diagnostic`` `file.read`, or `store.changed` when the file changes while it is read.
    public func digest(ofLocalFile path: String) throws -> StoredFile {
        let before = try Self.facts(ofLocalFile: path)
        if let known = known(path, before) { return known }
        let isSettled = Files.isSettled(before)
        return try keep(Store.digest(ofFile: path), of: path, before, isSettled)
    }

    /// The same, with others who want the bytes when the file has to be read: they cost no reading of their own.
    ///
    /// - Parameters:
    ///   - observers: asked for only when the file is read.
    ///   - onProgress: told how many bytes have been read, of all.
    public func digest(
        ofLocalFile path: String, observers: () throws -> [any ByteObserver], onProgress: (Int64, Int64) -> Void
    ) async throws -> StoredFile {
        let before = try Self.facts(ofLocalFile: path)
        if let known = known(path, before) { return known }
        let isSettled = Files.isSettled(before)
        let digest = DigestObserver()
        let pass = try FilePass(path, observers: [digest] + observers())
        while pass.offset < before.size {
            let start = pass.offset
            try await pass.advance(to: min(before.size, start + 16 << 20))
            if pass.offset == start { break }
            onProgress(pass.offset, before.size)
        }
        return try keep(digest.digest, of: path, before, isSettled)
    }

    /// The digest of a local file that was read before and has not changed since; nil when it would have to be read.
    public func knownDigest(ofLocalFile path: String) -> StoredFile? {
        Files.facts(path).flatMap { $0.isRegular ? known(path, $0) : nil }
    }

    private static func facts(ofLocalFile path: String) throws -> Files.Facts {
        guard let facts = try Files.lookUp(path) else {
            throw Diagnostic("file.missing", "there is no file `\(path)`")
        }
        guard facts.isRegular else { throw Diagnostic("file.not-a-file", "`\(path)` is not a regular file") }
        return facts
    }

    private func known(_ path: String, _ facts: Files.Facts) -> StoredFile? {
        record("files", facts.key, followsFromKey: true)?["sha256"]?.string.flatMap { Digest($0) }
            .map { StoredFile(path: path, sha256: $0, size: facts.size) }
    }

    /// - Parameter isSettled: a file written within the clock's granularity could change again, also while it is read,
    ///   and keep its facts: git's "racily clean". Nothing is kept of such a file.
    private func keep(
        _ digest: Digest, of path: String, _ before: Files.Facts, _ isSettled: Bool
    ) throws -> StoredFile {
        guard Files.facts(path) == before else { throw Store.changed(path) }
        if isSettled { try? setRecord("files", before.key, ["sha256": .string(digest.hex)]) }
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
