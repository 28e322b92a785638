internal import RecuaCore
internal import RecuaOCI

/// The sections that `fetch` owns.
public struct FetchSections: Codable, Sendable, Hashable {
    public var model: ModelSection?
    /// What is seen of the function and of the image.
    var function: FunctionHints?
    var image: ImageSettings?

    public init(model: ModelSection?) { self.model = model }

    struct FunctionHints: Codable, Sendable, Hashable {
        /// `x86_64` or `arm64`.
        var architecture: String?
    }

    struct ImageSettings: Codable, Sendable, Hashable {
        var compression: String?
        /// `amd64` or `arm64`.
        var architecture: String?
    }

    /// - Parameter target: the stack's.
    func imageHints(for target: String) -> ImageHints {
        ImageHints(
            architecture: .running(on: target, function: function?.architecture, image: image?.architecture)
                ?? .machine,
            isStored: image?.compression ?? "stored" == "stored")
    }
}

/// What is known of a stack's image before it is made. It changes no file; it says which digests will be asked for.
struct ImageHints: Sendable, Hashable {
    var architecture: Architecture
    /// True when layers are not compressed.
    var isStored: Bool
}

/// `model:`, a llamafile, or an engine and its weights apart.
public struct ModelSection: Codable, Sendable, Hashable {
    public var llamafile: Source?
    public var engine: Source?
    public var weights: Source?

    public init(llamafile: Source? = nil, engine: Source? = nil, weights: Source? = nil) {
        self.llamafile = llamafile
        self.engine = engine
        self.weights = weights
    }

    /// The sources that are written, engine first.
    var sources: [(role: ModelRole, source: Source)] {
        let all: [(ModelRole, Source?)] = [(.llamafile, llamafile), (.engine, engine), (.weights, weights)]
        return all.compactMap { role, source in source.map { (role, $0) } }
    }

    static let schema = Schema.object([
        .optional("llamafile", Source.schema.about("Engine and weights in one file")),
        .optional(
            "engine", Source.schema.about("The program that serves: a llamafile without weights, or any such server")),
        .optional("weights", Source.schema.about("The model's numbers, as a GGUF file")),
    ]).about("Where the model comes from: `llamafile`, or `engine` and `weights`")
}
