internal import RecuaCore

/// One part of a GGUF file that was cut in pieces: `model-00001-of-00003.gguf`.
struct SplitFile: Sendable, Hashable {
    /// `model`
    let base: String
    let count: Int
    private let name: String

    /// - Returns: nil for the name of a file that is whole; one part of one is.
    init?(name: String) {
        // `-00001-of-00003.gguf`, by hand: every source of every stack is asked.
        let ending = Array(name.utf8.suffix(20))
        guard ending.count == 20, name.utf8.count > 20, ending[0] == UInt8(ascii: "-"),
            Self.isNumber(ending[1..<6]), String(decoding: ending[6..<10], as: UTF8.self).lowercased() == "-of-",
            String(decoding: ending[15...], as: UTF8.self).lowercased() == ".gguf", Self.isNumber(ending[10..<15]),
            let count = Int(String(decoding: ending[10..<15], as: UTF8.self)), count > 1
        else { return nil }
        base = String(decoding: name.utf8.dropLast(20), as: UTF8.self)
        self.count = count
        self.name = name
    }

    private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    var refusal: Diagnostic {
        Diagnostic(
            "fetch.split", "`\(name)` is one of \(count) parts of a model, and a model in parts is not served yet",
            help: "fetch all \(count) and make them one file, `llama-gguf-split --merge \(base)-00001-of-"
                + "\(String(repeating: "0", count: 5 - "\(count)".count))\(count).gguf \(base).gguf`, then name that")
    }
}
