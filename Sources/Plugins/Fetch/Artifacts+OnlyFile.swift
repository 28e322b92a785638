internal import RecuaCore
internal import RecuaHTTP
internal import RecuaOCI
internal import RecuaRegistries
internal import RecuaTransfer

extension Artifacts {
    /// Reads the manifest of an artifact that is one file, whatever is in it; `#file` names one of several.
    ///
    /// - Throws: ``Diagnostic`` `registry.…`, `aws.…`, `fetch.not-found`, `fetch.ambiguous-artifact`,
    ///   `fetch.unsupported`.
    func announceOnlyFile(_ reference: ArtifactReference, identity: Digest) async throws -> Announcement {
        let (registry, document) = try await manifest(of: reference)
        guard let artifact = ModelArtifact(manifest: document.json) else {
            throw Diagnostic("fetch.not-found", "`\(reference)` is not an artifact with files in it")
        }
        let layer = try artifact.onlyFile(reference)
        var file = registry.remote(layer.blob, in: reference.image.name)
        (file.name, file.identity) = ("\(reference)", identity)
        return Announcement(
            sha256: layer.blob.digest, size: layer.blob.size, pinned: "\(reference.pinned(to: document.digest))",
            file: file)
    }
}

extension ModelArtifact {
    /// The layer that is the file.
    fileprivate func onlyFile(_ reference: ArtifactReference) throws -> ArtifactFile {
        let named = files.filter { file in
            reference.file == nil
                ? !(isImage && file.name == nil) : [file.name, file.fileName].contains(reference.file)
        }
        guard let file = named.first, named.count == 1 else { throw refusal(of: named, reference) }
        guard file.kind != .archive else {
            throw Diagnostic(
                "fetch.unsupported", "`\(reference)` is an archive, expected a file as it is",
                help: "push the file, not its folder: `oras push … FILE`")
        }
        return file
    }

    private func refusal(of found: [ArtifactFile], _ reference: ArtifactReference) -> Diagnostic {
        let names = files.compactMap(\.name)
        let list = names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
        if let name = reference.file, found.isEmpty {
            return Diagnostic(
                "fetch.not-found", "`oci://\(reference.image)` holds no file `\(name)`",
                help: names.isEmpty ? "its files have no names" : "it holds \(list)")
        }
        if isImage, found.isEmpty {
            return Diagnostic(
                "fetch.unsupported", "`\(reference)` is a container image, not a file kept as an artifact",
                help: "push the file alone: `oras push … FILE`")
        }
        return Diagnostic(
            "fetch.ambiguous-artifact",
            "`\(reference)` holds \(found.count) files, expected one\(names.isEmpty ? "" : ": \(list)")",
            help: names.first.map { "name the one that is meant: `\(reference)#\($0)`" }
                ?? "push the file alone, as an artifact of its own")
    }
}
