import RecuaCore
import RecuaOCI

/// Where a model's files are in the image. The same for every stack, so that stacks share layers.
struct ModelFiles {
    /// What the image starts.
    let program: Program
    /// The layers' roles and files, engine first.
    let entries: [(role: String, entry: Image.Entry)]
    let command: [String]
    /// What tells the engine where the weights are; empty for a llamafile, which holds them.
    let weightsArguments: [String]
    let weightsSize: Int64

    /// - Throws: ``Diagnostic`` `image.no-model` for an artifact with neither a llamafile nor engine and weights.
    init(_ model: Model) throws {
        if let file = model.llamafile {
            program = try Program(file.path)
            entries = [("llamafile", Self.programEntry("opt/recua/\(file.name)", file, program))]
            weightsArguments = []
            weightsSize = file.size
        } else if let engine = model.engine, let weights = model.weights {
            program = try Program(engine.path)
            let place = "opt/recua/weights/\(weights.name)"
            entries = [
                ("engine", Self.programEntry("opt/recua/engine", engine, program)),
                ("weights", Image.Entry(path: place, mode: 0o644, source: weights.stored)),
            ]
            weightsArguments = ["-m", "/\(place)"]
            weightsSize = weights.size
        } else {
            throw Diagnostic("image.no-model", "the model has neither a llamafile nor an engine with weights")
        }
        command = ["/\(entries[0].entry.path)"]
    }

    private static func programEntry(_ place: String, _ file: Model.File, _ program: Program) -> Image.Entry {
        Image.Entry(path: place, mode: 0o755, source: file.stored, isAssimilated: program.isPortable)
    }
}
