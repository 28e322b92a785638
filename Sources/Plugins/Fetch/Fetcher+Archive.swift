internal import Glibc
internal import RecuaCore

extension Fetcher {
    /// The file out of an archive that a registry keeps. The archive itself does not stay.
    func unpacked(_ archived: ArchivedFile, _ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile {
        if let known = unpacked(before: archived) { return try archived.checked(known, wanted) }
        let archive = try await archived.pull(host.store) { [host] in host.progress("download", done: $0, total: $1) }
        let path = try host.store.partial(Digest(of: "\(archived.key) \(getpid()) \(UInt64.random(in: 0 ... .max))"))
        defer { unlink(path) }
        let digest = try archived.take(from: archive, into: path)
        _ = try Fetcher.inspect(path, archived.name)
        let file = try host.store.adopt(path, moving: true, digest: digest)
        try? host.store.setRecord("unpacked-models", archived.key, ["sha256": .string(digest.hex)])
        try? host.store.setRecord("sources", location.key, JSON(encoding: Known(sha256: digest, token: 0)))
        try? Files.remove(archive.path)
        return try archived.checked(file, wanted)
    }

    private func unpacked(before archived: ArchivedFile) -> StoredFile? {
        let record = host.store.record("unpacked-models", archived.key)
        return record?["sha256"]?.string.flatMap { Digest($0) }.flatMap { host.store.file($0) }
    }
}

extension ArchivedFile {
    fileprivate func checked(_ file: StoredFile, _ wanted: Wanted) throws -> StoredFile {
        guard let expected = wanted.expected, expected != file.sha256 else { return file }
        throw Announcement.changed(name, "\(expected)", "\(file.sha256)")
    }
}
