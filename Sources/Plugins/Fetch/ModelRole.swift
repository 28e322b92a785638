internal import RecuaCore
internal import RecuaGGUF

/// What a file is for.
enum ModelRole: String, Sendable {
    case llamafile, engine, weights

    /// True for files that are started.
    var isProgram: Bool { self != .weights }

    /// - Throws: ``Diagnostic`` `fetch.role` for a good file in the wrong place.
    func check(_ facts: ModelFileFacts, name: String) throws {
        switch (self, facts.format) {
        case (.weights, .gguf), (.engine, .engine), (.engine, .llamafile), (.llamafile, .llamafile): return
        // What a script brings along cannot be seen.
        case (.llamafile, .engine) where facts.engine?.kind == .script: return
        case (.llamafile, .gguf):
            throw wrong(
                "`\(name)` is weights alone, not a llamafile", "write `weights:` for it, and `engine:` beside it")
        case (.llamafile, .engine):
            throw wrong(
                "`\(name)` is a program without weights in it", "write `engine:` for it, and `weights:` beside it")
        case (.engine, .gguf):
            throw wrong("`\(name)` is weights, not an engine", "write `weights:` for it")
        case (.weights, _):
            throw wrong("`\(name)` is a program, not weights", "write `llamafile:` or `engine:` for it")
        }
    }

    private func wrong(_ message: String, _ help: String) -> Diagnostic {
        Diagnostic("fetch.role", message, pointer: "/model/\(rawValue)", help: help)
    }
}
