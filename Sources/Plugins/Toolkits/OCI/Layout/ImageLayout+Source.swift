public import RecuaCore

extension ImageLayout: ImageSource {
    public func manifest() async throws -> SourceDocument {
        let index = try JSON(parsing: Files.read("\(folder)/index.json", limit: 4 << 20))
        let entries = (index["manifests"]?.array ?? []).filter { entry in
            name == nil || entry["annotations"]?[Self.nameAnnotation]?.string == name
        }
        guard let digest = entries.first?["digest"]?.string.flatMap({ Digest($0) }) else {
            throw Diagnostic("oci.no-image", "`\(folder)` holds no image\(name.map { " named `\($0)`" } ?? "")")
        }
        // Several entries without names are the variants of one image.
        guard entries.count > 1, name == nil else { return try await manifest(digest) }
        return try SourceDocument(Array(index.text().utf8))
    }

    public func manifest(_ digest: Digest) async throws -> SourceDocument {
        let bytes = try Files.read(path(of: digest), limit: 16 << 20)
        guard Digest(of: bytes) == digest else { throw damaged(digest) }
        return try SourceDocument(bytes)
    }

    public func blob(_ blob: Image.Blob, store: Store) async throws -> StoredFile {
        let file = try store.digest(ofLocalFile: path(of: blob.digest))
        guard file.sha256 == blob.digest, file.size == blob.size else { throw damaged(blob.digest) }
        return file
    }

    private func path(of digest: Digest) -> String { "\(folder)/blobs/sha256/\(digest.hex)" }

    private func damaged(_ digest: Digest) -> Diagnostic {
        Diagnostic("oci.damaged", "blob \(digest) in `\(folder)` is not what its name says")
    }
}
