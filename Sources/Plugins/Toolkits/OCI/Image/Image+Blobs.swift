public import RecuaCore

extension Image {
    /// Every blob of the image, configuration first, in the order of its layers.
    ///
    /// Layers whose digests the store no longer records are read once for them.
    public func blobs(store: Store) async throws -> [any BlobSource] {
        var blobs: [any BlobSource] = [BytesBlob(Array(configText.utf8))]
        for layer in layers { blobs.append(try await source(of: layer, store: store)) }
        return blobs
    }

    /// The bytes of one layer.
    ///
    /// - Throws: ``Diagnostic`` `store.changed` when its files are no longer those that it was made of.
    func source(of layer: Layer, store: Store) async throws -> any BlobSource {
        if let file = layer.file, file.sha256 == layer.blob.digest { return FileBlob(file) }
        let files = try fileLayer(of: layer, store: store)
        let digests = try await files.digests(in: store)
        guard digests.digest == layer.blob.digest else {
            throw Diagnostic(
                "store.changed", "the files of layer \(layer.blob.digest) have changed since it was made",
                help: "run `recua build` again"
            )
        }
        return LayerBlob(files, digests)
    }

    private func fileLayer(of layer: Layer, store: Store) throws -> FileLayer {
        if let tar = layer.file { return FileLayer(tar: tar) }
        guard let architecture = Architecture(rawValue: architecture) else {
            throw Diagnostic("oci.architecture", "`\(architecture)` is not an architecture that Recua knows")
        }
        return try FileLayer(entries: layer.entries, architecture: architecture, store: store)
    }
}

extension Image.Layer {
    /// A layer of files, with its digests.
    ///
    /// - Parameter onProgress: told how many bytes have been read, if any had to be.
    public init(
        role: String, entries: [Image.Entry], architecture: Architecture, store: Store,
        onProgress: (Int64) -> Void = { _ in }
    ) async throws {
        let layer = try FileLayer(entries: entries, architecture: architecture, store: store)
        let digests = try await layer.digests(in: store, onProgress: onProgress)
        self.init(
            role: role, blob: Image.Blob(mediaType: MediaType.gzipLayer, digest: digests.digest, size: layer.size),
            diffID: digests.diffID, uncompressedSize: layer.tarSize, entries: layer.entries
        )
    }

    /// The same layer in real deflate instead of stored blocks: made once, and kept in the store.
    ///
    /// - Parameter onProgress: told how many bytes of the tar are done, first 0; not called when it is in the store.
    public func compressed(
        for architecture: Architecture, store: Store, onProgress: (Int64) -> Void = { _ in }
    ) async throws -> Image.Layer {
        let layer = try FileLayer(entries: entries, architecture: architecture, store: store)
        let file = try await layer.compressed(in: store, onProgress: onProgress)
        var copy = self
        copy.blob = Image.Blob(mediaType: MediaType.gzipLayer, digest: file.sha256, size: file.size)
        copy.file = file
        return copy
    }
}
