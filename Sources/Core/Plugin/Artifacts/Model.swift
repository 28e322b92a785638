/// The files that make a model servable: one llamafile, or an engine and its weights apart.
public struct Model: Artifact, Hashable {
    public static let kind = ArtifactKind.model

    /// A file with the name it has for people, and in the image.
    public struct File: Codable, Sendable, Hashable {
        /// A file name without folders: `SmolLM2-135M-Instruct.Q4_1.gguf`.
        public var name: String
        /// Absolute.
        public var path: String
        /// Of the whole file.
        public var sha256: Digest
        /// In bytes.
        public var size: Int64

        public init(name: String, _ file: StoredFile) {
            self.name = name
            path = file.path
            sha256 = file.sha256
            size = file.size
        }

        /// The file without its name for people.
        public var stored: StoredFile { StoredFile(path: path, sha256: sha256, size: size) }
    }

    /// Engine and weights in one file. Present when `engine` and `weights` are not.
    public var llamafile: File?
    /// The server, when it is a file of its own.
    public var engine: File?
    /// What the server serves, when it is a file of its own.
    public var weights: File?

    public init(llamafile: File) { self.llamafile = llamafile }

    public init(engine: File, weights: File) {
        self.engine = engine
        self.weights = weights
    }

    /// The files of the model, engine first.
    public var files: [File] { [llamafile, engine, weights].compactMap(\.self) }
}
