public import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore

/// An HTTP client that goes to each server the way the environment asks for: directly or through a proxy.
///
/// Made by ``withHTTPClient(_:environment:_:)``, and of no use after it.
public struct RoutedHTTPClient: Sendable {
    private let pool: ClientPool
    private let settings: ProxySettings

    init(pool: ClientPool, settings: ProxySettings) {
        self.pool = pool
        self.settings = settings
    }

    /// Sends `request`. The body of the response is read afterwards, by the caller, in the caller's time.
    ///
    /// Credentials in the URL are sent as a header. Errors while the body is read are the client library's: pass them
    /// through ``HTTPFailure/explained(at:_:)``.
    ///
    /// - Parameter timeout: until the head of the response is here; nil waits as long as the connection is not idle.
    /// - Throws: ``Diagnostic`` `network.…` in plain words, or `CancellationError`.
    public func execute(_ request: HTTPClientRequest, timeout: Duration? = nil) async throws -> HTTPClientResponse {
        let url = try HTTPURL(request.url)
        var request = request
        request.url = url.requestText
        if let credentials = url.credentials, !request.headers.contains(name: "Authorization") {
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.setBasicAuth(
                username: PercentEncoding.decoded(parts.first ?? ""),
                password: parts.count > 1 ? PercentEncoding.decoded(parts[1]) : ""
            )
        }
        let client = try pool.client(proxy: settings.address(for: url))
        let deadline = timeout.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
        let prepared = request
        return try await HTTPFailure.explained(at: url) { try await client.execute(prepared, deadline: deadline) }
    }
}

/// Lends out an HTTP client and shuts it down on every way out.
///
/// - Parameter environment: where `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are looked up.
public func withHTTPClient<Result: Sendable>(
    _ options: HTTPOptions = HTTPOptions(),
    environment: [String: String],
    _ body: (RoutedHTTPClient) async throws -> Result
) async throws -> Result {
    let pool = ClientPool(options: options)
    let client = RoutedHTTPClient(pool: pool, settings: ProxySettings(environment: environment))
    do {
        let result = try await body(client)
        await pool.shutDown()
        return result
    } catch {
        await pool.shutDown()
        throw error
    }
}
