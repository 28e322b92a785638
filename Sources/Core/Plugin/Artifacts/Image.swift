/// An OCI image that is described, not yet written: its JSON documents are on disk, its layers are computed from files.
public struct Image: Artifact, Hashable {
    public static let kind = ArtifactKind.image

    /// A blob of the image.
    public struct Blob: Codable, Sendable, Hashable {
        /// As OCI names it.
        public var mediaType: String
        /// Of the bytes as they travel.
        public var digest: Digest
        /// In bytes, as it travels.
        public var size: Int64

        public init(mediaType: String, digest: Digest, size: Int64) {
            self.mediaType = mediaType
            self.digest = digest
            self.size = size
        }
    }

    /// A file at its place in a layer.
    public struct Entry: Codable, Sendable, Hashable {
        /// Relative, without `./`: `opt/model/weights.gguf`.
        public var path: String
        /// Permission bits, such as 0o555.
        public var mode: Int
        /// The file on this machine.
        public var source: StoredFile
        /// True when the file's first 64 bytes are replaced by its ELF header on the way into the layer
        /// (assimilation of a llamafile).
        public var isAssimilated: Bool

        public init(path: String, mode: Int, source: StoredFile, isAssimilated: Bool = false) {
            self.path = path
            self.mode = mode
            self.source = source
            self.isAssimilated = isAssimilated
        }
    }

    /// A layer: what it is made of, or the file that it is.
    public struct Layer: Codable, Sendable, Hashable {
        /// What it is for: `engine`, `weights`, `llamafile`, `adapter`, `files`, `base`.
        public var role: String
        /// As it travels, compressed or framed.
        public var blob: Blob
        /// Digest of the uncompressed tar.
        public var diffID: Digest
        /// In bytes, uncompressed.
        public var uncompressedSize: Int64
        /// What the layer is made from, in order. Empty for layers that came from elsewhere, such as a base image's.
        public var entries: [Entry]
        /// The finished blob of a layer that is not computed: one of a base image, or one that was compressed. A file
        /// with another digest than the blob's is the layer's tar, which is framed as a gzip stream on its way.
        public var file: StoredFile?
        /// The image it was taken from, as `host/name@sha256:…`; nil for what Recua made itself.
        public var origin: String?

        public init(
            role: String, blob: Blob, diffID: Digest, uncompressedSize: Int64, entries: [Entry],
            file: StoredFile? = nil, origin: String? = nil
        ) {
            self.role = role
            self.blob = blob
            self.diffID = diffID
            self.uncompressedSize = uncompressedSize
            self.entries = entries
            self.file = file
            self.origin = origin
        }
    }

    /// The manifest, by which the image is named.
    public var manifest: Blob
    /// The manifest's bytes, which are its identity.
    public var manifestText: String
    /// The configuration.
    public var config: Blob
    /// The configuration's bytes.
    public var configText: String
    /// Base first.
    public var layers: [Layer]
    /// `amd64` or `arm64`.
    public var architecture: String
    /// The words of the command that is started.
    public var entrypoint: [String]
    /// What comes after the entry point when nothing else is given.
    public var command: [String]
    /// Variables of the configuration, by name.
    public var environment: [String: String]
    /// Where the command is started; nil for `/`.
    public var workingDirectory: String?
    /// The name under which the server answers (`/v1/models`).
    public var modelName: String
    /// Bytes of the weights alone, for the choice of the function's memory.
    public var weightsSize: Int64
    /// The port that the entry point listens on.
    public var port: Int

    public init(
        manifest: Blob, manifestText: String, config: Blob, configText: String, layers: [Layer], architecture: String,
        entrypoint: [String], command: [String], environment: [String: String], workingDirectory: String?,
        modelName: String, weightsSize: Int64, port: Int
    ) {
        self.manifest = manifest
        self.manifestText = manifestText
        self.config = config
        self.configText = configText
        self.layers = layers
        self.architecture = architecture
        self.entrypoint = entrypoint
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.modelName = modelName
        self.weightsSize = weightsSize
        self.port = port
    }
}
