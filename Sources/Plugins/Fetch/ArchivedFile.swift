internal import RecuaCore
internal import RecuaOCI

/// A model's file in a tar archive of an artifact: what it is, is known when the archive is here.
struct ArchivedFile: Sendable {
    /// For people.
    var name: String
    /// Of the archive.
    var digest: Digest
    /// The one that is meant; nil for the only one that can have the role.
    var file: String?
    var role: ModelRole
    /// Brings the archive into the store.
    var pull: @Sendable (Store, @escaping @Sendable (Int64, Int64) -> Void) async throws -> StoredFile

    /// Stands for the file in the names of records.
    var key: Digest { Digest(of: "\(digest) \(file.map { "#\($0)" } ?? role.rawValue)") }

    /// Takes the file out of the archive.
    ///
    /// - Returns: its digest.
    /// - Throws: ``Diagnostic`` `fetch.not-found`, `fetch.ambiguous-artifact`, `fetch.split`, `oci.…`.
    func take(from archive: StoredFile, into path: String) throws -> Digest {
        let (wanted, digest) = try TarArchive(archive.path).take(into: path) { isMeant($0.path) }
        if wanted.count > 1 {
            if file == nil, let part = SplitFile(name: lastPart(wanted[0].path)) { throw part.refusal }
            let names = wanted.prefix(6).map { "`\($0.path)`" }.joined(separator: ", ")
            throw Diagnostic(
                "fetch.ambiguous-artifact", "the archive of `\(name)` holds \(wanted.count) files: \(names)",
                help: "name the one that is meant: `\(name)#\(wanted[0].path)`")
        }
        guard let digest else {
            throw Diagnostic(
                "fetch.not-found",
                "the archive of `\(name)` holds no file \(file.map { "`\($0)`" } ?? "that could be the \(role.rawValue)")",
                help: "name the one that is meant: `oci://…#PATH`")
        }
        return digest
    }

    private func isMeant(_ path: String) -> Bool {
        guard let file else { return ArtifactFile.speaks(lastPart(path), for: role) }
        return path == file || lastPart(path) == file
    }

    private func lastPart(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
