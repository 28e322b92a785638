import AsyncHTTPClient
import NIOHTTP1
public import RecuaCore
import RecuaHTTP
public import RecuaTransfer

extension RegistryClient {
    /// A blob as a file of the store: from there when it is there, else fetched in parts, going on where an earlier run
    /// was cut off, and checked. Of two that want it at once, one fetches it.
    ///
    /// - Parameter onProgress: told how many bytes are there, of all.
    /// - Throws: ``Diagnostic`` `registry.missing`, `registry.digest` when it is not what its digest says.
    public func pull(
        _ blob: Image.Blob, from name: String, store: Store,
        onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> StoredFile {
        if let file = store.file(blob.digest) { return file }
        let partial = try await PartialFile.locked(store.partial(blob.digest)) { onProgress($0, $1 ?? blob.size) }
        if let file = store.file(blob.digest) {
            partial.discard()
            return file
        }
        let download = Download(client: client, retry: retry, onProgress: { onProgress($0, $1 ?? blob.size) })
        do {
            _ = try await download.run(remote(blob, in: name), into: partial)
        } catch var wrong as Diagnostic where ["fetch.checksum", "fetch.upstream-changed"].contains(wrong.code) {
            wrong = Diagnostic("registry.digest", "`\(blobURL(blob, name))` is not what its digest says", cause: wrong)
            throw wrong
        }
        partial.forgetJournal()
        let file = try store.adopt(partial.path, moving: true, digest: blob.digest)
        partial.finish()
        return file
    }

    /// A blob, to be downloaded: it is had with what the registry wants to see, which is asked for anew when it runs out.
    public func remote(_ blob: Image.Blob, in name: String) -> RemoteFile {
        let url = blobURL(blob, name)
        let scopes = [Self.scope(name, "pull")]
        return RemoteFile(
            name: "\(url)", identity: Digest(of: "\(url)"), expected: blob.digest, size: blob.size,
            locate: { [authorization] in
                let header = try await authorization.header(for: scopes)
                return RemoteLocation(url, headers: header.map { ["Authorization": $0] } ?? [:])
            },
            renew: { [authorization] response, sent in
                authorization.refused(response, scopes: scopes, header: sent.first(name: "Authorization"))
            },
            refusal: { [authorization] response in
                switch response.status.code {
                case 401, 403: authorization.denied(status: response.status.code, scopes: scopes)
                case 404:
                    Diagnostic("registry.missing", "`\(url)` is not there", help: "check the image's name and tag")
                case let status: Diagnostic("registry.refused", "`\(url)` answered \(status)")
                }
            }
        )
    }

    private func blobURL(_ blob: Image.Blob, _ name: String) -> HTTPURL { url("\(name)/blobs/\(blob.digest)") }
}

/// An image in a registry, to be read.
public struct RegistryImage: ImageSource {
    let registry: RegistryClient
    let reference: ImageReference

    public init(_ reference: ImageReference, in registry: RegistryClient) {
        self.reference = reference
        self.registry = registry
    }

    public func manifest() async throws -> SourceDocument {
        try await registry.manifest(reference.manifestName, of: reference.name)
    }

    public func manifest(_ digest: Digest) async throws -> SourceDocument {
        try await registry.manifest("\(digest)", of: reference.name)
    }

    public func blob(_ blob: Image.Blob, store: Store) async throws -> StoredFile {
        let file = try await registry.pull(blob, from: reference.name, store: store)
        // An image that stands on this one may be published beside it.
        BlobPlaces(store, host: registry.host).remember(reference.name, holds: blob.digest)
        return file
    }
}
