public import RecuaCore

extension FileLayer {
    static let records = "layers"

    /// The layer's digests: from the store's records, or from one pass over its files, which is then recorded.
    ///
    /// - Parameter onProgress: told how many bytes of the tar have been read; not called when a record is found.
    /// - Throws: ``Diagnostic`` `store.changed` when a file is not the one its digest promises.
    public func digests(in store: Store, onProgress: (Int64) -> Void = { _ in }) async throws -> LayerDigests {
        if let known = try? store.record(Self.records, key)?.decode(LayerDigests.self) { return known }
        let digests = try await computed(store, onProgress)
        try? store.setRecord(Self.records, key, JSON(encoding: digests))
        return digests
    }

    private func computed(_ store: Store, _ onProgress: (Int64) -> Void) async throws -> LayerDigests {
        let digester = LayerDigester(tarSize: tarSize)
        var done: Int64 = 0
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): bytes.withUnsafeBytes(digester.update)
            case .file(let file, let skipped):
                try await take(file, skipped, into: digester, store) { onProgress(done + $0) }
            }
            done += piece.size
        }
        guard let digests = digester.finish() else { throw Diagnostic("oci.size", "a layer's size does not add up") }
        return digests
    }

    /// Reads the file, and makes sure that it is what its digest promises: a record of other bytes would never go away.
    /// A file whose digest was just made, and that has not changed since, needs no further one.
    private func take(
        _ file: StoredFile, _ skipped: Int64, into digester: LayerDigester, _ store: Store,
        _ onProgress: (Int64) -> Void
    ) async throws {
        let isKnown = store.knownDigest(ofLocalFile: file.path)?.sha256 == file.sha256
        let whole = DigestObserver()
        let lanes = digester.lanes.map { Skipping(Int(skipped), of: $0) }
        let pass = try FilePass(file.path, observers: (isKnown ? [] : [whole]) + lanes)
        while pass.offset < file.size {
            let start = pass.offset
            try await pass.advance(to: min(file.size, start + 16 << 20))
            if pass.offset == start { break }
            onProgress(max(0, pass.offset - skipped))
        }
        let found = isKnown ? store.knownDigest(ofLocalFile: file.path)?.sha256 : whole.digest
        guard pass.offset == file.size, found == file.sha256 else { throw Self.changed(file) }
    }
}
