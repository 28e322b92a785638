public import RecuaCore

/// An image as the linter sees it: its documents, and what is in its layers.
public struct LintSubject: Sendable, Hashable {
    public struct Layer: Sendable, Hashable {
        public var mediaType: String
        /// Members in the order of the tar.
        public var entries: [TarEntry]
        /// In bytes, uncompressed.
        public var size: Int64
        /// True for layers of a base image, whose files are somebody else's choice.
        public var isBase: Bool

        public init(mediaType: String, entries: [TarEntry], size: Int64, isBase: Bool = false) {
            self.mediaType = mediaType
            self.entries = entries
            self.size = size
            self.isBase = isBase
        }
    }

    /// The document that the image's name leads to.
    public var manifest: JSON
    public var config: JSON
    public var layers: [Layer]
    /// The function's; nil when it is not known.
    public var architecture: Architecture?

    public init(manifest: JSON, config: JSON, layers: [Layer], architecture: Architecture? = nil) {
        self.manifest = manifest
        self.config = config
        self.layers = layers
        self.architecture = architecture
    }
}

extension LintSubject {
    /// An image that Recua made. Nothing is read but the documents and what the layers are made from.
    public init(_ image: Image, architecture: Architecture) throws {
        let layers = try image.layers.map { layer in
            let entries =
                layer.file == nil ? try FileLayer(entries: layer.entries, architecture: architecture).tarEntries : []
            return Layer(
                mediaType: layer.blob.mediaType, entries: entries, size: layer.uncompressedSize,
                isBase: layer.role == "base")
        }
        self.init(
            manifest: try JSON(parsing: image.manifestText), config: try JSON(parsing: image.configText),
            layers: layers,
            architecture: architecture
        )
    }

    /// An image of a layout or registry, of any maker. Its layers are unpacked on the way, not kept.
    public init(_ source: some ImageSource, architecture: Architecture? = nil, store: Store) async throws {
        let named = try await source.manifest()
        let found = try await source.image(for: architecture, store: store)
        var layers: [Layer] = []
        for blob in found.layers {
            layers.append(try Self.layer(blob, in: try await source.blob(blob, store: store)))
        }
        let manifest = named.isIndex ? named.json : found.manifest
        self.init(manifest: manifest, config: found.config, layers: layers, architecture: architecture)
    }

    private static func layer(_ blob: Image.Blob, in file: StoredFile) throws -> Layer {
        var entries: [TarEntry] = []
        var size: Int64 = 0
        // Only tar and gzip can be looked into; the rules say what they think of other formats.
        guard MediaType.readable.contains(blob.mediaType) else {
            return Layer(mediaType: blob.mediaType, entries: [], size: blob.size)
        }
        var reader = TarReader(onEntry: { entries.append($0) })
        try GzipReader.forEachChunk(of: file.path) {
            size += Int64($0.count)
            try reader.update($0)
        }
        return Layer(mediaType: blob.mediaType, entries: entries, size: size)
    }
}
