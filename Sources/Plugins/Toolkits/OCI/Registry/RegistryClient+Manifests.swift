import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// Puts an image's manifest under its digest and, when given, under a tag.
    ///
    /// - Returns: false when the tag stays with another image, because the registry does not let it be moved.
    /// - Throws: ``MissingBlobs`` when the registry lacks what the manifest names.
    func putManifest(_ image: Image, in name: String, tag: String?) async throws -> Bool {
        try await put(image, name, under: "\(image.manifest.digest)")
        guard let tag else { return true }
        do {
            try await put(image, name, under: tag)
            return true
        } catch let refusal as Diagnostic where ["registry.refused", "registry.denied"].contains(refusal.code) {
            // Registries say in many ways that a tag is not to be moved. What it stands for now tells for certain.
            guard let present = try? await manifest(tag, of: name) else { throw refusal }
            return present.digest == image.manifest.digest
        }
    }

    private func put(_ image: Image, _ name: String, under reference: String) async throws {
        let url = url("\(name)/manifests/\(reference)")
        let response = try await send(
            .PUT, url, scopes: scopes(pushing: name), headers: [("Content-Type", image.manifest.mediaType)],
            body: Array(image.manifestText.utf8)
        )
        guard (200..<300).contains(response.status.code) else {
            let failure = await RegistryFailure(response)
            let diagnostic = failure.diagnostic(at: url, repository: name)
            throw failure.isAboutBlobs
                ? MissingBlobs(digests: Set(failure.digests), diagnostic: diagnostic) : diagnostic
        }
        try check(response, is: image.manifest.digest, url)
        _ = try? await response.body.collect(upTo: 64 << 10)
    }

    /// Whether a manifest is there. Nothing of it is read.
    public func hasManifest(_ digest: Digest, of name: String) async throws -> Bool {
        let url = url("\(name)/manifests/\(digest)")
        let response = try await send(.HEAD, url, scopes: [Self.scope(name, "pull")], headers: Self.accepted)
        guard response.status == .ok else {
            guard response.status == .notFound else { throw await refusal(response, url, name) }
            return false
        }
        try check(response, is: digest, url)
        return true
    }

    private static let accepted = [
        (
            "Accept",
            [MediaType.manifest, MediaType.index, MediaType.dockerManifest, MediaType.dockerList].joined(
                separator: ", ")
        )
    ]

    /// The manifest or index under a tag or digest.
    ///
    /// - Throws: ``Diagnostic`` `registry.missing`, `registry.digest` when it is not what its digest says.
    public func manifest(_ reference: String, of name: String) async throws -> SourceDocument {
        let url = url("\(name)/manifests/\(reference)")
        let response = try await send(.GET, url, scopes: [Self.scope(name, "pull")], headers: Self.accepted)
        guard response.status == .ok else { throw await refusal(response, url, name) }
        let body = try await HTTPFailure.explained(at: url) { try await response.body.collect(upTo: 16 << 20) }
        let document = try SourceDocument(Array(body.readableBytesView))
        if let digest = Digest(reference), reference.hasPrefix("sha256:"), digest != document.digest {
            throw Diagnostic("registry.digest", "`\(url)` is not what its digest says")
        }
        return document
    }
}

/// What a registry answers to a manifest that names blobs it does not have.
struct MissingBlobs: Error {
    /// Empty when it does not say which.
    var digests: Set<Digest>
    var diagnostic: Diagnostic
}
