internal import RecuaCore

/// One part of a GGUF file that was cut in pieces: `model-00001-of-00003.gguf`.
struct SplitFile: Sendable, Hashable {
    /// `model`
    let base: String
    let count: Int
    private let name: String

    /// - Returns: nil for the name of a file that is whole; one part of one is.
    init?(name: String) {
        guard let match = name.wholeMatch(of: /(.+)-([0-9]{5})-of-([0-9]{5})\.gguf/.ignoresCase()),
            let count = Int(match.3), count > 1
        else { return nil }
        base = String(match.1)
        self.count = count
        self.name = name
    }

    var refusal: Diagnostic {
        Diagnostic(
            "fetch.split", "`\(name)` is one of \(count) parts of a model, and a model in parts is not served yet",
            help: "fetch all \(count) and make them one file, `llama-gguf-split --merge \(base)-00001-of-"
                + "\(String(repeating: "0", count: 5 - "\(count)".count))\(count).gguf \(base).gguf`, then name that")
    }
}
