public import RecuaCore

extension ImageSource {
    /// By way of the store, where a source has no better way.
    public func read(
        _ blob: Image.Blob, store: Store, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try Files.forEachChunk(of: try await self.blob(blob, store: store).path, body)
    }

    /// A small blob, a configuration above all, whose bytes are what its digest says.
    ///
    /// - Throws: ``Diagnostic`` `oci.damaged` when they are not, or are more than 16 MiB.
    func document(_ blob: Image.Blob, store: Store) async throws -> JSON {
        let damaged = Diagnostic("oci.damaged", "blob \(blob.digest) is not what its digest says")
        guard blob.size <= 16 << 20 else { throw damaged }
        var bytes: [UInt8] = []
        try await read(blob, store: store) { chunk in
            guard Int64(bytes.count + chunk.count) <= blob.size else { throw damaged }
            bytes.append(contentsOf: chunk)
        }
        guard Digest(of: bytes) == blob.digest else { throw damaged }
        return try SourceDocument(bytes).json
    }
}

extension ImageLayout {
    public func read(
        _ blob: Image.Blob, store: Store, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try Files.forEachChunk(of: "\(folder)/blobs/sha256/\(blob.digest.hex)", body)
    }
}

extension RegistryImage {
    /// Straight from the wire: a layer that is only looked at is kept nowhere.
    public func read(
        _ blob: Image.Blob, store: Store, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        if let file = store.file(blob.digest) { return try Files.forEachChunk(of: file.path, body) }
        try await registry.read(blob, of: reference.name, body)
    }
}
