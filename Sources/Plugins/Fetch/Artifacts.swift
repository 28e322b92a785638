internal import RecuaCore
internal import RecuaHTTP
internal import RecuaOCI
internal import RecuaRegistries
internal import RecuaTransfer

/// Registries, as far as they keep models.
struct Artifacts: Sendable {
    let environment: [String: String]
    /// One that follows redirects.
    let client: RoutedHTTPClient
    let retry: RetryPolicy

    /// Reads the manifest, which says what the file is.
    ///
    /// - Throws: ``Diagnostic`` `registry.…`, `aws.…`, or as ``ModelArtifact/file(for:_:)``.
    func announce(_ reference: ArtifactReference, _ role: ModelRole, identity: Digest) async throws -> Announcement {
        let image = reference.image
        let (registry, document) = try await manifest(of: reference)
        guard let artifact = ModelArtifact(manifest: document.json) else {
            throw Diagnostic("fetch.not-found", "`\(reference)` is not an artifact with files in it")
        }
        let layer = try artifact.file(for: role, reference)
        let pinned = "\(reference.pinned(to: document.digest))"
        var file = registry.remote(layer.blob, in: image.name)
        (file.name, file.identity) = ("\(reference)", identity)
        guard layer.kind == .archive else {
            return Announcement(sha256: layer.blob.digest, size: layer.blob.size, pinned: pinned, file: file)
        }
        let isNamed = layer.name == reference.file || layer.fileName == reference.file
        let archived = ArchivedFile(
            name: "\(reference)", digest: layer.blob.digest, file: isNamed ? nil : reference.file, role: role,
            pull: { try await registry.pull(layer.blob, from: image.name, store: $0, onProgress: $1) })
        return Announcement(pinned: pinned, file: file, archived: archived)
    }

    /// Who keeps the artifact, and what it is made of.
    func manifest(of reference: ArtifactReference) async throws -> (RegistryClient, SourceDocument) {
        let login = try await RegistryLogin(environment: environment).credentials(for: reference.image.host)
        let registry = try RegistryClient(
            client: client, reference: reference.image, credentials: login, retry: retry)
        return (registry, try await document(reference, registry))
    }

    /// The manifest; of an index, the only entry that is not about another entry.
    private func document(_ reference: ArtifactReference, _ registry: RegistryClient) async throws -> SourceDocument {
        let image = reference.image
        let document = try await registry.manifest(image.manifestName, of: image.name)
        guard document.isIndex else { return document }
        let entries = (document.json["manifests"]?.array ?? []).filter { entry in
            entry["platform"]?["os"]?.string != "unknown"
                && entry["annotations"]?["vnd.docker.reference.type"] == nil
        }
        let digests = entries.compactMap { $0["digest"]?.string.flatMap { Digest($0) } }
        guard let digest = digests.first, digests.count == 1 else {
            throw Diagnostic(
                "fetch.ambiguous-artifact", "`\(reference)` is an index of \(digests.count) artifacts",
                help: digests.first.map { "name one of them: `\(reference.pinned(to: $0))`" })
        }
        return try await registry.manifest("\(digest)", of: image.name)
    }
}
