public import RecuaCore

/// An image as the linter sees it: its documents, and what is in its layers.
public struct LintSubject: Sendable, Hashable {
    /// The document that the image's name leads to: a manifest, or an index of several.
    public var manifest: JSON
    /// In bytes.
    public var manifestSize: Int
    /// Nil when the name leads to an index, or to something that is not an image.
    public var config: JSON?
    /// Base first.
    public var layers: [LintLayer]
    /// The function's; nil when it is not known.
    public var architecture: Architecture?

    public init(
        manifest: JSON, manifestSize: Int, config: JSON?, layers: [LintLayer], architecture: Architecture? = nil
    ) {
        self.manifest = manifest
        self.manifestSize = manifestSize
        self.config = config
        self.layers = layers
        self.architecture = architecture
    }

    /// An image that Recua made. Nothing is opened for it: its layers are known by what they are made of.
    public init(_ image: Image, architecture: Architecture) throws {
        self.init(
            manifest: try JSON(parsing: image.manifestText), manifestSize: image.manifestText.utf8.count,
            config: try JSON(parsing: image.configText), layers: try image.layers.map { try LintLayer($0) },
            architecture: architecture
        )
    }

    /// True for several images under one name; by content too, since `mediaType` is optional.
    public var isIndex: Bool {
        manifest["mediaType"]?.string.map { MediaType.indexes.contains($0) } ?? (manifest["manifests"] != nil)
    }

    /// True when Recua made the image, or what stands above its base.
    public var isOurs: Bool { layers.contains { $0.role != nil } }

    /// Of all layers, in bytes; nil when not every layer was looked into.
    public var uncompressedSize: Int64? {
        layers.reduce(0) { sum, layer in
            guard let sum, let size = layer.uncompressedSize else { return nil }
            return sum + size
        }
    }
}
