internal import RecuaCore

/// The sections that `fetch` owns.
public struct FetchSections: Codable, Sendable, Hashable {
    public var model: ModelSection?

    public init(model: ModelSection?) { self.model = model }
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
