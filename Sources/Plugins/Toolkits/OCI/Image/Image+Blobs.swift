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

    private func source(of layer: Layer, store: Store) async throws -> any BlobSource {
        if let file = layer.file { return FileBlob(file) }
        guard let architecture = Architecture(rawValue: architecture) else {
            throw Diagnostic("oci.architecture", "`\(architecture)` is not an architecture that Recua knows")
        }
        let files = try FileLayer(entries: layer.entries, architecture: architecture)
        let digests = try await files.digests(in: store)
        guard digests.digest == layer.blob.digest else {
            throw Diagnostic(
                "store.changed", "the files of layer \(layer.blob.digest) have changed since it was made",
                help: "run `recua build` again"
            )
        }
        return LayerBlob(files, digests)
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
        let layer = try FileLayer(entries: entries, architecture: architecture)
        let digests = try await layer.digests(in: store, onProgress: onProgress)
        self.init(
            role: role, blob: Image.Blob(mediaType: MediaType.gzipLayer, digest: digests.digest, size: layer.size),
            diffID: digests.diffID, uncompressedSize: layer.tarSize, entries: layer.entries
        )
    }
}
