import RecuaCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What of an HTTP request a signature covers.
public struct SignableRequest: Sendable {
    public var method: String
    /// As in the `Host` header: with the port unless it is the scheme's own.
    public var host: String
    /// As in the request line, percent-encoded; `/` when empty.
    public var path: String
    /// As in the request line, without the `?`; empty when there is none.
    public var query: String
    /// Those that shall be signed besides `Host`. Names that travel through proxies changed are left out by themselves.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    /// - Throws: ``Diagnostic`` `aws.url` when `url` has no host.
    public init(method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) throws {
        guard let parts = URLComponents(string: url), let host = parts.percentEncodedHost, !host.isEmpty else {
            throw Diagnostic("aws.url", "`\(url)` is not a URL with a host")
        }
        self.method = method
        self.host = Self.hostHeader(host, port: parts.port, scheme: parts.scheme)
        self.path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        self.query = parts.percentEncodedQuery ?? ""
        self.headers = headers
        self.body = body
    }

    private static func hostHeader(_ host: String, port: Int?, scheme: String?) -> String {
        guard let port, port != (scheme == "http" ? 80 : 443) else { return host }
        return "\(host):\(port)"
    }
}
