public import RecuaCore

extension ModelFileFacts {
    /// What would keep the file from being served, and what is worth a word.
    ///
    /// - Parameter architecture: `amd64` or `arm64`, what it is to run on; nil when that does not matter.
    /// - Returns: errors for what cannot run there, warnings for the rest.
    public func findings(architecture: String? = nil) -> [Diagnostic] {
        [archiveFinding, weightsFinding, engine.flatMap { Self.finding($0, architecture) }, splitFinding].compactMap {
            $0
        }
    }

    private var archiveFinding: Diagnostic? {
        guard engine?.kind == .portable, !hasArchive else { return nil }
        return Diagnostic(
            "model.no-archive", "the file lacks the archive that every llamafile ends in: it is not complete",
            severity: .warning, help: "fetch it again")
    }

    private var weightsFinding: Diagnostic? {
        guard engine?.kind == .portable, hasArchive, weights == nil else { return nil }
        return Diagnostic(
            "model.no-weights", "this llamafile holds no weights: it is an engine", severity: .warning,
            help: "name it as `model.engine`, and a GGUF as `model.weights`")
    }

    private static func finding(_ engine: Engine, _ wanted: String?) -> Diagnostic? {
        if engine.kind == .script || wanted.map({ engine.architectures.contains($0) }) ?? !engine.architectures.isEmpty
        {
            return nil
        }
        let found =
            engine.architectures.isEmpty ? "another processor" : "`\(engine.architectures.joined(separator: ", "))`"
        return Diagnostic(
            "model.architecture",
            "the program in the file is for \(found), not for \(wanted.map { "`\($0)`" } ?? "`amd64` or `arm64`")",
            severity: wanted == nil ? .warning : .error, help: "fetch the engine that is made for it")
    }

    private var splitFinding: Diagnostic? {
        guard let split = weights?.split else { return nil }
        return Diagnostic(
            "model.split",
            "this is part \(split.number) of \(split.count): its size and its parameters are not the whole model's",
            severity: .warning, help: "merge the parts with `llama-gguf-split --merge`: a stack names one file")
    }
}
