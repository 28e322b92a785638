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
    let manner: UploadManner
    let stall: StallWatch

    /// What a client for registries should be made with: commits of large layers take their time.
    public static let options = HTTPOptions(idleTimeout: .seconds(300), allowsHTTP2: false)

    /// - Parameters:
    ///   - renew: gives fresh credentials when the registry refuses those at hand: some do not live as long as an upload.
    ///   - isInsecure: true for plain HTTP; nil for plain HTTP on this machine and HTTPS elsewhere.
    ///   - pieceSize: bytes of a piece, for registries that do not take a blob in one request.
    ///   - patience: the longest time that an upload may stand still.
    ///   - sleep: how that time is spent.
    /// - Throws: ``Diagnostic`` `network.url`.
    public init(
        client: RoutedHTTPClient, reference: ImageReference, credentials: RegistryCredentials?,
        renew: (@Sendable (RegistryCredentials?) async throws -> RegistryCredentials?)? = nil, isInsecure: Bool? = nil,
        retry: RetryPolicy = RetryPolicy(), pieceSize: Int64? = nil, patience: Duration = .seconds(120),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        var origin = try HTTPURL("https://\(reference.registryHost)/")
        if isInsecure ?? origin.isLoopback { origin.scheme = .http }
        host = reference.host
        self.client = client
        self.origin = origin
        self.retry = retry
        stall = StallWatch(limit: patience, sleep: sleep)
        manner = pieceSize.map { UploadManner(piece: $0) } ?? UploadManner()
        authorization = RegistryAuthorization(client: client, origin: origin, credentials: credentials, renew: renew)
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
        var (response, mayTryAgain) = try await authorized(request, url, scopes)
        if mayTryAgain { (response, _) = try await authorized(request, url, scopes) }
        if response.status == .unauthorized || response.status == .forbidden {
            throw authorization.denied(status: response.status.code, scopes: scopes)
        }
        if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { throw retryable }
        return response
    }

    /// Credentials go to the registry itself and to nobody it points to, nor does what others want to see change where
    /// they go. What is refused is not tried twice: the next request gets a new token.
    ///
    /// - Returns: true beside the answer when it is a refusal, and the next request may fare better.
    func authorized(
        _ request: HTTPClientRequest, _ url: HTTPURL, _ scopes: [String]
    ) async throws -> (HTTPClientResponse, mayTryAgain: Bool) {
        var request = request
        let header = url.hasSameOrigin(as: origin) ? try await authorization.header(for: scopes) : nil
        if let header { request.headers.replaceOrAdd(name: "Authorization", value: header) }
        let response = try await client.execute(request)
        guard response.status == .unauthorized || response.status == .forbidden else { return (response, false) }
        guard try isOwn(response, to: url) else { return (response, response.status == .unauthorized) }
        return (response, authorization.refused(response, scopes: scopes, header: header))
    }

    /// False when somebody else answers: a place for uploads, or whoever a redirect led to.
    private func isOwn(_ response: HTTPClientResponse, to url: HTTPURL) throws -> Bool {
        let last = try response.history.last.map { try HTTPURL($0.request.url) } ?? url
        return last.hasSameOrigin(as: origin)
    }

    static func scope(_ name: String, _ actions: String) -> String { "repository:\(name):\(actions)" }
}
