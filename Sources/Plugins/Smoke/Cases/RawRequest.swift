public import RecuaCore

/// A request as it goes over the wire.
public struct RawRequest: Codable, Sendable, Hashable {
    /// `GET` when there is no body, else `POST`, unless it is written.
    public var method: String?
    /// Below the deployment's URL; begins with `/`.
    public var path: String
    public var headers: [String: Secret]?
    /// A string is sent as it is, anything else as JSON.
    public var body: JSON?

    public init(method: String? = nil, path: String, headers: [String: Secret]? = nil, body: JSON? = nil) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The method that is sent.
    public var effectiveMethod: String { method ?? (body == nil ? "GET" : "POST") }
}
