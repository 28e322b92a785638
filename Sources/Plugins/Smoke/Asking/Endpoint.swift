public import RecuaCore

/// Where a model answers, and how it wants to be asked.
public struct Endpoint: Sendable, Hashable {
    /// Without a trailing slash; `/v1/chat/completions` is appended to it.
    public var url: String
    public var auth: Deployment.Auth
    /// True when answers must arrive while they are made.
    public var isStreaming: Bool
    public var region: String?
    /// Nil when it is not known: then it is neither sent nor checked.
    public var modelName: String?

    public init(_ deployment: Deployment) {
        self.init(
            url: deployment.url, auth: deployment.auth, isStreaming: deployment.isStreaming, region: deployment.region,
            modelName: deployment.modelName.isEmpty ? nil : deployment.modelName
        )
    }

    /// Any OpenAI-compatible server.
    ///
    /// - Parameter url: with or without the `/v1` that OpenAI's own clients want.
    public init(
        url: String, auth: Deployment.Auth = .none, isStreaming: Bool = true, region: String? = nil,
        modelName: String? = nil
    ) {
        var base = url[...]
        while base.last == "/" { base.removeLast() }
        if base.hasSuffix("/v1") { base.removeLast(3) }
        self.url = String(base)
        self.auth = auth
        self.isStreaming = isStreaming
        self.region = region
        self.modelName = modelName
    }
}
