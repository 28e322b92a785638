internal import RecuaCore
internal import RecuaHTTP

/// What the environment says about Hugging Face, in the meaning that `huggingface_hub` gives it.
struct HubSettings: Sendable {
    /// A token, and where it was found, for people.
    struct Token: Sendable, Hashable {
        var text: String
        var place: String
    }

    let endpoint: HTTPURL
    /// `models--owner--name` folders with blobs and snapshots.
    let cache: String
    let isOffline: Bool
    /// Sent to ``endpoint`` and to nobody else.
    let token: Token?
    /// The longest wait for what the hub says of a file.
    let factsTimeout: Duration
    /// The longest silence of a server, the hub or another, while it hands out a file; nil for Recua's own limit.
    let silence: Duration?

    /// - Throws: ``Diagnostic`` `network.url` when `HF_ENDPOINT` is no URL, `fetch.environment` for a time limit that is
    ///   no number of seconds.
    init(environment: [String: String]) throws {
        let variables = HubVariables(environment)
        let home = variables.path("HF_HOME") ?? "\(variables.caches)/huggingface"
        endpoint = try HTTPURL(variables.word("HF_ENDPOINT") ?? "https://huggingface.co")
        cache = variables.path("HF_HUB_CACHE") ?? variables.path("HUGGINGFACE_HUB_CACHE") ?? "\(home)/hub"
        isOffline = variables.flag("HF_HUB_OFFLINE") || variables.flag("TRANSFORMERS_OFFLINE")
        token = HubSettings.token(variables, home: home)
        factsTimeout = try variables.seconds("HF_HUB_ETAG_TIMEOUT") ?? .seconds(10)
        silence = try variables.seconds("HF_HUB_DOWNLOAD_TIMEOUT")
    }

    static let variables = [
        "HF_*", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME",
    ]

    private static func token(_ variables: HubVariables, home: String) -> Token? {
        guard !variables.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") else { return nil }
        for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
            if let text = variables.word(name) { return Token(text: text, place: "`\(name)`") }
        }
        let path = variables.path("HF_TOKEN_PATH") ?? "\(home)/token"
        let text = (try? Files.readText(path, limit: 1 << 16))?.split(whereSeparator: \.isWhitespace).first
        return text.map { Token(text: String($0), place: "`\(path)`") }
    }
}

/// The environment, read as `huggingface_hub` reads it.
private struct HubVariables {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// Line breaks that came along with a pasted token do not belong to it.
    func word(_ name: String) -> String? {
        environment[name]?.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }

    func flag(_ name: String) -> Bool { ["1", "on", "yes", "true"].contains(environment[name]?.lowercased() ?? "") }

    /// With `~` for the home folder.
    func path(_ name: String) -> String? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        return text == "~" || text.hasPrefix("~/") ? "\(environment["HOME"] ?? "")\(text.dropFirst())" : text
    }

    var caches: String { path("XDG_CACHE_HOME") ?? "\(environment["HOME"] ?? "")/.cache" }

    func seconds(_ name: String) throws -> Duration? {
        guard let text = word(name) else { return nil }
        guard let seconds = Int64(text), (1...86_400).contains(seconds) else {
            throw Diagnostic(
                "fetch.environment", "`\(name)` is `\(text)`", help: "write a number of seconds, or unset it")
        }
        return .seconds(seconds)
    }
}
