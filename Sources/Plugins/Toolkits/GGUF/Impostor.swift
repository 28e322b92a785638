internal import RecuaCore

/// What servers hand out in place of a model.
enum Impostor {
    /// - Parameter start: the first bytes of a file that is no model.
    static func diagnostic(for start: [UInt8]) -> Diagnostic {
        let text = String(decoding: start.prefix(1024), as: UTF8.self)
        let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        if start.isEmpty { return Diagnostic("model.empty", "the file is empty") }
        if trimmed.hasPrefix("<!doctype") || trimmed.hasPrefix("<html") || trimmed.hasPrefix("<head") {
            return Diagnostic(
                "model.html", "this is a web page, not a model",
                help: "use the download link of the file: on Hugging Face it holds `/resolve/`"
            )
        }
        if trimmed.hasPrefix("version https://git-lfs.github.com/spec/") {
            return Diagnostic(
                "model.lfs-pointer", "this is a Git LFS pointer, not the model it points to",
                help: "run `git lfs pull`, or use the `/resolve/` link of the file"
            )
        }
        if trimmed.hasPrefix("{") || trimmed.hasPrefix("<?xml") {
            return Diagnostic("model.unknown", "this is a message of a server, not a model: `\(excerpt(trimmed))`")
        }
        return Diagnostic(
            "model.unknown", "this is neither GGUF weights nor a llamafile nor a program for Linux",
            help: "check that the source names the model file itself"
        )
    }

    /// One line of the message. Servers echo request paths in them, but never what stands in a header.
    private static func excerpt(_ text: String) -> String {
        String(text.prefix(120).map { $0.isNewline || $0 == "`" ? " " : $0 })
    }
}
