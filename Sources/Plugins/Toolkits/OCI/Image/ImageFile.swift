public import RecuaCore

extension ImageSource {
    /// Takes one file out of an image: the topmost layer that holds it wins.
    ///
    /// - Parameters:
    ///   - paths: where the file may be, in the order of preference, as `lambda-adapter` without a leading slash.
    ///   - limit: the largest size to take, in bytes.
    /// - Throws: ``Diagnostic`` `oci.no-file`, or what reading the image throws.
    public func file(
        at paths: [String], for architecture: Architecture, store: Store, limit: Int64 = 256 << 20
    ) async throws -> StoredFile {
        let image = try await image(for: architecture, store: store)
        let key = Digest(of: "\(image.digest) \(paths.joined(separator: " "))")
        if let known = store.record("extracted", key)?["sha256"]?.string.flatMap({ Digest($0) }),
            let file = store.file(known)
        {
            return file
        }
        for layer in image.layers.reversed() {
            let archive = try await blob(layer, store: store)
            for path in paths {
                guard let bytes = try extract(path, from: archive, limit: limit) else { continue }
                let file = try store.add(bytes)
                try? store.setRecord("extracted", key, ["sha256": .string(file.sha256.hex)])
                return file
            }
        }
        throw Diagnostic("oci.no-file", "image \(image.digest) holds no file `\(paths.first ?? "")`")
    }

    private func extract(_ path: String, from archive: StoredFile, limit: Int64) throws -> [UInt8]? {
        var found: [UInt8]?
        var isInside = false
        var reader = TarReader { entry in
            isInside = entry.kind == .file && entry.path == path
            guard isInside else { return }
            guard entry.size <= limit else {
                throw Diagnostic("oci.no-file", "`\(path)` is larger than \(limit >> 20) MiB")
            }
            found = []
        } onData: { bytes in
            if isInside { found?.append(contentsOf: bytes) }
        }
        try GzipReader.forEachChunk(of: archive.path) { try reader.update($0) }
        return found
    }
}
