/// How a client behaves towards every server it talks to.
public struct HTTPOptions: Sendable, Hashable {
    /// False to be handed redirects as responses. When followed, at most five, and credentials never go
    /// to another origin.
    public var followsRedirects: Bool
    /// For one attempt to reach the server, TLS included.
    public var connectTimeout: Duration
    /// The longest silence while a response is awaited or read.
    public var idleTimeout: Duration
    /// Connections kept to one server; more are opened when needed.
    public var connectionsPerHost: Int
    /// False to stay with HTTP/1.1, which moves one large body faster.
    public var allowsHTTP2: Bool

    public init(
        followsRedirects: Bool = true, connectTimeout: Duration = .seconds(10), idleTimeout: Duration = .seconds(60),
        connectionsPerHost: Int = 8, allowsHTTP2: Bool = true
    ) {
        self.followsRedirects = followsRedirects
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.connectionsPerHost = connectionsPerHost
        self.allowsHTTP2 = allowsHTTP2
    }
}
