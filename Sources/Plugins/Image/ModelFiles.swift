import RecuaCore
import RecuaOCI

/// Where a model's files are in the image. The same for every stack, so that stacks share layers.
struct ModelFiles {
    /// What the image starts.
    let program: ProgramFacts
    /// Its name for people.
    let programName: String
    /// The layers' roles and files, engine first.
    let entries: [(role: String, entry: Image.Entry)]
    let command: [String]
    /// What tells the engine where the weights are; empty for a llamafile, which holds them.
    let weightsArguments: [String]
    let weightsSize: Int64

    /// Opens no file of which the store has ``ProgramFacts``.
    ///
    /// - Throws: ``Diagnostic`` `image.no-model` for an artifact with neither a llamafile nor engine and weights.
    init(_ model: Model, store: Store) throws {
        if let file = model.llamafile {
            program = try ProgramFacts.of(file.stored, store: store)
            programName = file.name
            entries = [("llamafile", Self.programEntry(.llamafile(named: file.name), file, program))]
            weightsArguments = []
            weightsSize = file.size
        } else if let engine = model.engine, let weights = model.weights {
            program = try ProgramFacts.of(engine.stored, store: store)
            programName = engine.name
            let place = ModelPlace.weights(named: weights.name)
            entries = [
                ("engine", Self.programEntry(.engine, engine, program)),
                ("weights", Image.Entry(path: place.path, mode: place.mode, source: weights.stored)),
            ]
            weightsArguments = ["-m", "/\(place.path)"]
            weightsSize = weights.size
        } else {
            throw Diagnostic("image.no-model", "the model has neither a llamafile nor an engine with weights")
        }
        command = ["/\(entries[0].entry.path)"]
    }

    private static func programEntry(_ place: ModelPlace, _ file: Model.File, _ program: ProgramFacts) -> Image.Entry {
        Image.Entry(path: place.path, mode: place.mode, source: file.stored, isAssimilated: program.isPortable)
    }
}
