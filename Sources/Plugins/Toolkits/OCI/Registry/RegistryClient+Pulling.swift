import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
public import RecuaCore
import RecuaHTTP
import SystemPackage

extension RegistryClient {
    /// A blob as a file of the store: from there when it is there, else fetched and checked.
    ///
    /// - Throws: ``Diagnostic`` `registry.missing`, `registry.digest` when it is not what its digest says.
    public func pull(_ blob: Image.Blob, from name: String, store: Store) async throws -> StoredFile {
        if let file = store.file(blob.digest) { return file }
        let temporary = try store.partial(
            Digest(of: "\(host)/\(name)@\(blob.digest) \(getpid()) \(UInt64.random(in: 0 ... .max))"))
        defer { unlink(temporary) }
        let digest = try await retry.run { _ in try await fetch(blob, from: name, to: temporary) }
        return try store.adopt(temporary, moving: true, digest: digest, expected: blob.digest)
    }

    private func fetch(_ blob: Image.Blob, from name: String, to path: String) async throws -> Digest {
        let url = url("\(name)/blobs/\(blob.digest)")
        let response = try await attempt(.GET, url, scopes: [Self.scope(name, "pull")])
        guard response.status == .ok else { throw await refusal(response, url, name) }
        do {
            let file = try SystemPackage.FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: .init(rawValue: 0o644)
            )
            defer { try? file.close() }
            return try await HTTPFailure.explained(at: url) {
                try await receive(response, blob, into: file, url)
            }
        } catch let error as Errno {
            throw Diagnostic("file.write", "`\(path)` cannot be written", cause: error)
        }
    }

    private func receive(
        _ response: HTTPClientResponse, _ blob: Image.Blob, into file: SystemPackage.FileDescriptor, _ url: HTTPURL
    ) async throws -> Digest {
        var hasher = Digest.Hasher()
        var size: Int64 = 0
        for try await chunk in response.body {
            size += Int64(chunk.readableBytes)
            guard size <= blob.size else { break }
            try chunk.withUnsafeReadableBytes { bytes in
                hasher.update(bytes)
                _ = try file.writeAll(bytes)
            }
        }
        let digest = hasher.finish()
        guard size == blob.size, digest == blob.digest else {
            throw Retryable(Diagnostic("registry.digest", "`\(url)` is not what its digest says"))
        }
        return digest
    }
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
        try await registry.pull(blob, from: reference.name, store: store)
    }
}
