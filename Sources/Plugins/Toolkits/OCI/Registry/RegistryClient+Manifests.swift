import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// Puts a manifest under its digest and, when given, under a tag.
    ///
    /// - Returns: false when the registry keeps the tag as it was, because its tags cannot be changed.
    @discardableResult
    public func putManifest(_ blob: Image.Blob, text: String, in name: String, tag: String?) async throws -> Bool {
        try await put(blob, text, name, under: "\(blob.digest)")
        guard let tag else { return true }
        do {
            try await put(blob, text, name, under: tag)
            return true
        } catch let refusal as Diagnostic where refusal.code == "registry.refused" {
            return false
        }
    }

    private func put(_ blob: Image.Blob, _ text: String, _ name: String, under reference: String) async throws {
        let url = url("\(name)/manifests/\(reference)")
        let response = try await send(
            .PUT, url, scopes: [Self.scope(name, "pull,push")], headers: [("Content-Type", blob.mediaType)],
            body: Array(text.utf8)
        )
        guard (200..<300).contains(response.status.code) else { throw await refusal(response, url, name) }
        do { try check(response, is: blob.digest, url) } catch let wrong as Retryable { throw wrong.diagnostic }
        _ = try? await response.body.collect(upTo: 64 << 10)
    }

    /// The manifest or index under a tag or digest.
    ///
    /// - Throws: ``Diagnostic`` `registry.missing`, `registry.digest` when it is not what its digest says.
    public func manifest(_ reference: String, of name: String) async throws -> SourceDocument {
        let url = url("\(name)/manifests/\(reference)")
        let accepted = [MediaType.manifest, MediaType.index, MediaType.dockerManifest, MediaType.dockerList]
        let response = try await send(
            .GET, url, scopes: [Self.scope(name, "pull")], headers: [("Accept", accepted.joined(separator: ", "))]
        )
        guard response.status == .ok else { throw await refusal(response, url, name) }
        let body = try await HTTPFailure.explained(at: url) { try await response.body.collect(upTo: 16 << 20) }
        let document = try SourceDocument(Array(body.readableBytesView))
        if let digest = Digest(reference), reference.hasPrefix("sha256:"), digest != document.digest {
            throw Diagnostic("registry.digest", "`\(url)` is not what its digest says")
        }
        return document
    }
}
