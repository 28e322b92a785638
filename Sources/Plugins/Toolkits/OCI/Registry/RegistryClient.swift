import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
public import RecuaHTTP

/// One registry, spoken to as the OCI distribution specification says.
public struct RegistryClient: Sendable {
    /// As in image references: `localhost:5000`.
    public let host: String
    let client: RoutedHTTPClient
    let origin: HTTPURL
    let authorization: RegistryAuthorization
    let retry: RetryPolicy

    /// What a client for registries should be made with: commits of large layers take their time.
    public static let options = HTTPOptions(idleTimeout: .seconds(300), allowsHTTP2: false)

    /// - Parameters:
    ///   - isInsecure: true for plain HTTP; nil for plain HTTP on this machine and HTTPS elsewhere.
    /// - Throws: ``Diagnostic`` `network.url`.
    public init(
        client: RoutedHTTPClient, reference: ImageReference, credentials: RegistryCredentials?, isInsecure: Bool? = nil,
        retry: RetryPolicy = RetryPolicy()
    ) throws {
        var origin = try HTTPURL("https://\(reference.registryHost)/")
        if isInsecure ?? origin.isLoopback { origin.scheme = .http }
        host = reference.host
        self.client = client
        self.origin = origin
        self.retry = retry
        authorization = RegistryAuthorization(client: client, origin: origin, credentials: credentials)
    }

    /// - Parameter path: below `/v2/`: `llamas/blobs/sha256:…`.
    func url(_ path: String, query: String? = nil) -> HTTPURL {
        var url = origin
        url.path = "/v2/\(path)"
        url.query = query
        return url
    }

    /// Sends a request without a body that may be sent again, until it is answered.
    func send(
        _ method: HTTPMethod, _ url: HTTPURL, scopes: [String], headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPClientResponse {
        try await retry.run { _ in try await attempt(method, url, scopes: scopes, headers: headers, body: body) }
    }

    /// One attempt, with a second one when a token had run out.
    ///
    /// - Throws: ``Retryable`` for answers that ask to come again.
    func attempt(
        _ method: HTTPMethod, _ url: HTTPURL, scopes: [String], headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url.requestText)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(body) }
        var response = try await authorized(request, url, scopes)
        if response.status == .unauthorized { response = try await authorized(request, url, scopes) }
        if response.status == .unauthorized || response.status == .forbidden {
            throw authorization.denied(status: response.status.code)
        }
        if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { throw retryable }
        return response
    }

    /// Credentials go to the registry itself and to nobody it points to. What is refused is not tried twice: the next
    /// request gets a new token.
    func authorized(_ request: HTTPClientRequest, _ url: HTTPURL, _ scopes: [String]) async throws -> HTTPClientResponse
    {
        var request = request
        let header = url.hasSameOrigin(as: origin) ? try await authorization.header(for: scopes) : nil
        if let header { request.headers.replaceOrAdd(name: "Authorization", value: header) }
        let response = try await client.execute(request)
        if response.status == .unauthorized { authorization.refused(response, scopes: scopes, header: header) }
        return response
    }

    static func scope(_ name: String, _ actions: String) -> String { "repository:\(name):\(actions)" }
}
