import RecuaCore

/// The words after the program's name: the flags of llamafile 0.10, which are those of llama.cpp's server.
struct ServerArguments: Sendable, Hashable {
    let alias: String
    let port: Int
    private let section: ServerSection?

    init(_ section: ServerSection?, alias: String) {
        self.section = section
        self.alias = section?.alias ?? alias
        port = section?.port ?? 8080
    }

    /// - Parameter model: what tells the engine where its weights are.
    func words(model: [String]) -> [String] {
        // Without `--server` a llamafile opens a chat on the terminal; its default port differs between versions.
        var words = ["--server", "--host", "127.0.0.1", "--port", String(port)] + model
        // A context of 0 would be the model's whole training context.
        words += ["-c", String(section?.context ?? 4096), "-np", String(section?.parallel ?? 1), "-a", alias]
        if let threads = section?.threads { words += ["-t", String(threads)] }
        if section?.embeddings == true { words.append("--embeddings") }
        if let pooling = section?.pooling { words += ["--pooling", pooling] }
        let own = section?.arguments ?? []
        let named = Set(own.map(Self.flag))
        for preset in Self.presets where named.isDisjoint(with: preset.flags) { words += preset.words }
        return words + own
    }

    private struct Preset {
        let words: [String]
        let flags: Set<String>
    }

    /// What suits a small machine that starts often; the user's own words come in their place.
    private static let presets = [
        Preset(words: ["--gpu", "disable"], flags: ["--gpu", "-ngl", "--gpu-layers", "--n-gpu-layers"]),
        // Up to 8 GiB otherwise.
        Preset(words: ["--cache-ram", "0"], flags: ["--cache-ram", "-cram"]),
        // An empty run at start, which a cold start pays for.
        Preset(words: ["--no-warmup"], flags: ["--warmup", "--no-warmup"]),
    ]

    /// `--flag=value` counts as `--flag`.
    private static func flag(_ word: String) -> String { String(word.prefix { $0 != "=" }) }
}

extension ServerArguments {
    /// Words that a manifest must not hold.
    static func problems(_ arguments: [String]) -> [Diagnostic] {
        arguments.enumerated().compactMap { index, word in
            guard word.hasPrefix("-") else { return nil }
            return problem(flag(word), at: "/server/arguments/\(index)")
        }
    }

    private static func problem(_ flag: String, at pointer: String) -> Diagnostic? {
        if dangerous.contains(flag) || flag.hasPrefix("--mcp") {
            return Diagnostic(
                "image.dangerous-argument",
                "`\(flag)` lets everybody who can reach the model run programs or read files",
                pointer: pointer, help: "remove it: the model answers on a URL"
            )
        }
        if secret.contains(flag) {
            return Diagnostic(
                "image.secret-argument", "`\(flag)` would write a secret into the image", pointer: pointer,
                help:
                    "set it in `function.environment`, such as `LLAMA_API_KEY: ${env:LLAMA_API_KEY}`"
            )
        }
        guard let key = keys[flag] else { return nil }
        return Diagnostic(
            "image.reserved-argument", "Recua sets `\(flag)` itself", pointer: pointer,
            help: key.isEmpty ? "remove it" : "write `\(key)` in the manifest instead"
        )
    }

    private static let dangerous: Set = ["--tools", "--agent", "--webui-mcp-proxy", "--ui-mcp-proxy"]
    private static let secret: Set = ["--api-key", "--hf-token", "-hft"]

    /// The keys of the manifest in place of flags.
    private static let keys = [
        "--server": "", "--cli": "", "--chat": "", "--host": "", "-m": "model", "--model": "model",
        "--port": "server.port",
        "-c": "server.context", "--ctx-size": "server.context", "-np": "server.parallel",
        "--parallel": "server.parallel",
        "-a": "server.alias", "--alias": "server.alias", "-t": "server.threads", "--threads": "server.threads",
        "--embeddings": "server.embeddings", "--embedding": "server.embeddings", "--pooling": "server.pooling",
    ]
}
