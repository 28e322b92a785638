internal import RecuaCore
internal import RecuaHTTP

/// What the environment says about Hugging Face, in the meaning that `huggingface_hub` gives it.
struct HubSettings: Sendable {
    let endpoint: HTTPURL
    /// `models--owner--name` folders with blobs and snapshots.
    let cache: String
    let isOffline: Bool
    /// Sent to ``endpoint`` and to nobody else.
    let token: String?

    /// - Throws: ``Diagnostic`` `network.url` when `HF_ENDPOINT` is no URL.
    init(environment: [String: String]) throws {
        func value(_ name: String) -> String? {
            environment[name]?.split(whereSeparator: \.isWhitespace).first.map(String.init)
        }
        func flag(_ name: String) -> Bool {
            ["1", "on", "yes", "true"].contains(environment[name]?.lowercased() ?? "")
        }
        endpoint = try HTTPURL(value("HF_ENDPOINT") ?? "https://huggingface.co")
        let caches = value("XDG_CACHE_HOME") ?? "\(environment["HOME"] ?? "")/.cache"
        let home = value("HF_HOME") ?? "\(caches)/huggingface"
        cache = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") ?? "\(home)/hub"
        isOffline = flag("HF_HUB_OFFLINE") || flag("TRANSFORMERS_OFFLINE")
        if flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") {
            token = nil
        } else if let own = value("HF_TOKEN") ?? value("HUGGING_FACE_HUB_TOKEN") {
            token = own
        } else {
            let text = try? Files.readText(value("HF_TOKEN_PATH") ?? "\(home)/token", limit: 1 << 16)
            token = text?.split(whereSeparator: \.isWhitespace).first.map(String.init)
        }
    }

    static let variables = [
        "HF_*", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME",
    ]
}
