public import RecuaCore

/// Where an existing image is read from: a registry, a layout on disk.
public protocol ImageSource: Sendable {
    /// The document that the source's reference names: a manifest, or an index of several.
    func manifest() async throws -> SourceDocument
    /// A document named by an index. Its bytes have the descriptor's digest.
    func manifest(_ digest: Digest) async throws -> SourceDocument
    /// The blob as a file whose digest is right.
    func blob(_ blob: Image.Blob, store: Store) async throws -> StoredFile
    /// Hands the blob's bytes over in order, whatever they are: whoever takes them holds them against the digest.
    func read(_ blob: Image.Blob, store: Store, _ body: (UnsafeRawBufferPointer) throws -> Void) async throws
}

/// The bytes of a manifest or an index, read as JSON.
public struct SourceDocument: Sendable, Hashable {
    public var json: JSON
    public var digest: Digest
    /// In bytes.
    public var size: Int

    /// - Throws: ``Diagnostic`` `oci.no-image` when it is not JSON.
    public init(_ bytes: [UInt8]) throws {
        digest = Digest(of: bytes)
        size = bytes.count
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw Diagnostic("oci.no-image", "manifest \(digest) is not JSON", cause: error)
        }
    }

    /// True for an index; by content too, since `mediaType` is optional.
    public var isIndex: Bool {
        json["mediaType"]?.string.map { MediaType.indexes.contains($0) } ?? (json["manifests"] != nil)
    }
}

/// An image's documents, taken apart.
public struct SourceImage: Sendable, Hashable {
    public var digest: Digest
    public var manifest: JSON
    public var config: JSON
    public var layers: [Image.Blob]
    public var diffIDs: [Digest]
}

extension ImageSource {
    /// The image for an architecture; of an index, the entry for it.
    ///
    /// - Throws: ``Diagnostic`` `oci.no-image` or `oci.architecture`.
    public func image(for architecture: Architecture?, store: Store) async throws -> SourceImage {
        var document = try await manifest()
        if document.isIndex { document = try await manifest(chosen(from: document.json, for: architecture)) }
        guard let blob = Image.Blob(descriptor: document.json["config"]), MediaType.configs.contains(blob.mediaType)
        else {
            throw Diagnostic("oci.no-image", "manifest \(document.digest) is not of a container image")
        }
        let file = try await self.blob(blob, store: store)
        let config = try JSON(parsing: Files.read(file.path, limit: 16 << 20))
        if let architecture, let found = config["architecture"]?.string, found != architecture.rawValue {
            throw Diagnostic("oci.architecture", "the image is for `\(found)`, not for `\(architecture.rawValue)`")
        }
        return SourceImage(
            digest: document.digest, manifest: document.json, config: config,
            layers: try (document.json["layers"]?.array ?? []).map { descriptor in
                guard let blob = Image.Blob(descriptor: descriptor) else {
                    throw Diagnostic("oci.no-image", "manifest \(document.digest) names a layer that cannot be read")
                }
                return blob
            },
            diffIDs: (config["rootfs"]?["diff_ids"]?.array ?? []).compactMap { $0.string.flatMap { Digest($0) } }
        )
    }

    private func chosen(from index: JSON, for architecture: Architecture?) throws -> Digest {
        let entries = index["manifests"]?.array ?? []
        let fitting = entries.filter { entry in
            guard let platform = entry["platform"] else { return entries.count == 1 }
            guard platform["os"]?.string != "unknown" else { return false }
            return architecture == nil || platform["architecture"]?.string == architecture?.rawValue
        }
        guard let digest = fitting.first?["digest"]?.string.flatMap({ Digest($0) }) else {
            throw Diagnostic(
                "oci.architecture", "the image has no variant for `\(architecture?.rawValue ?? "any architecture")`")
        }
        return digest
    }
}

extension Image.Blob {
    /// No blob is larger, in bytes: leaves the sum of all that a manifest can name within 64 bits.
    private static let bound: Int64 = 1 << 46

    /// A descriptor of a manifest; nil when it lacks its digest, size or media type, or has a size that none can have.
    init?(descriptor: JSON?) {
        guard let descriptor, let mediaType = descriptor["mediaType"]?.string,
            let digest = descriptor["digest"]?.string.flatMap({ Digest($0) }), let size = descriptor["size"]?.integer,
            (0...Self.bound).contains(size)
        else { return nil }
        self.init(mediaType: mediaType, digest: digest, size: size)
    }
}
