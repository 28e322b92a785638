public import RecuaCore

extension FileLayer {
    /// The layer's digests: from the store's records, or from one pass over its files, which is then recorded.
    ///
    /// - Parameter onProgress: told how many bytes of the tar have been read; not called when a record is found.
    /// - Throws: ``Diagnostic`` `store.changed` when a file is not the one its digest promises.
    public func digests(in store: Store, onProgress: (Int64) -> Void = { _ in }) async throws -> LayerDigests {
        if let known = try? store.record("layers", key)?.decode(LayerDigests.self) { return known }
        let digests = try await computed(onProgress)
        try? store.setRecord("layers", key, JSON(encoding: digests))
        return digests
    }

    private func computed(_ onProgress: (Int64) -> Void) async throws -> LayerDigests {
        var digester = LayerDigester(tarSize: tarSize)
        var done: Int64 = 0
        for piece in pieces {
            switch piece {
            case .bytes(let bytes):
                bytes.withUnsafeBytes { digester.update($0) }
                done += piece.size
            case .file(let file, let skipped):
                try await take(file, skipped: skipped, into: &digester) { onProgress(done + $0) }
                done += piece.size
            }
        }
        guard let digests = digester.finish() else { throw Diagnostic("oci.size", "a layer's size does not add up") }
        return digests
    }

    /// Reads the file, and makes sure that it is what its digest promises: a record of other bytes would never go away.
    private func take(
        _ file: StoredFile, skipped: Int64, into digester: inout LayerDigester, _ onProgress: (Int64) -> Void
    ) async throws {
        let window = try FileWindow(file.path)
        var hasher = Digest.Hasher()
        hasher.update(try window.read(at: 0, count: Int(skipped)))
        var done = skipped
        while done < file.size {
            let chunk = try window.read(at: done, count: Int(min(1 << 20, file.size - done)))
            guard !chunk.isEmpty else { break }
            hasher.update(chunk)
            chunk.withUnsafeBytes { digester.update($0) }
            done += Int64(chunk.count)
            onProgress(done - skipped)
            // Long work on a thread that others wait for: let them in, and be cancelled, between two pieces.
            try Task.checkCancellation()
            await Task.yield()
        }
        guard done == file.size, hasher.finish() == file.sha256 else { throw Self.changed(file) }
    }
}
