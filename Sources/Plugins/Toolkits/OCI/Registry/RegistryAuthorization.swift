import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import Synchronization

/// Says which `Authorization` header a registry wants, and keeps tokens for as long as they hold.
final class RegistryAuthorization: Sendable {
    private struct Token: Sendable {
        var text: String
        var end: ContinuousClock.Instant
    }

    private struct State: Sendable {
        /// Nil until the registry has been asked.
        var challenge: Challenge??
        /// By scopes.
        var tokens: [[String]: Token] = [:]
    }

    private let client: RoutedHTTPClient
    private let origin: HTTPURL
    private let credentials: RegistryCredentials?
    private let state = Mutex(State())
    /// Requests that start at once ask once.
    private let gate = KeyedGate()

    init(client: RoutedHTTPClient, origin: HTTPURL, credentials: RegistryCredentials?) {
        self.client = client
        self.origin = origin
        self.credentials = credentials
    }

    /// Asked for before a request is sent: an upload that is refused half-way would have been for nothing.
    ///
    /// - Parameter scopes: such as `repository:llamas:pull,push`.
    func header(for scopes: [String]) async throws -> String? {
        try await gate.alone(with: scopes.joined(separator: " ")) {
            guard let challenge = try await challenge() else { return nil }
            guard challenge.scheme == .bearer else { return credentials?.basic }
            if let token = state.withLock({ $0.tokens[scopes] }), token.end > .now { return "Bearer \(token.text)" }
            let token = try await token(for: scopes, challenge)
            state.withLock { $0.tokens[scopes] = token }
            return "Bearer \(token.text)"
        }
    }

    /// Takes note of a refusal: the token is forgotten, and what the registry wants is learnt from its answer.
    ///
    /// - Parameter header: the one that was refused; a token that came after it stays.
    func refused(_ response: HTTPClientResponse, scopes: [String], header: String?) {
        let challenge = Challenge.best(of: response.headers["WWW-Authenticate"])
        state.withLock { state in
            if let token = state.tokens[scopes], header == "Bearer \(token.text)" { state.tokens[scopes] = nil }
            if let challenge { state.challenge = .some(challenge) }
        }
    }

    private func challenge() async throws -> Challenge? {
        if let known = state.withLock({ $0.challenge }) { return known }
        var url = origin
        url.path = "/v2/"
        var request = HTTPClientRequest(url: url.requestText)
        request.method = .GET
        let response = try await client.execute(request)
        _ = try? await response.body.collect(upTo: 1 << 20)
        if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { throw retryable }
        let found = response.status == .unauthorized ? Challenge.best(of: response.headers["WWW-Authenticate"]) : nil
        state.withLock { $0.challenge = .some(found) }
        return found
    }

    private func token(for scopes: [String], _ challenge: Challenge) async throws -> Token {
        let url = try tokenURL(for: scopes, challenge)
        var request = HTTPClientRequest(url: url.requestText)
        if let credentials { request.headers.replaceOrAdd(name: "Authorization", value: credentials.basic) }
        let response = try await client.execute(request)
        let body = try await HTTPFailure.explained(at: url) { try await response.body.collect(upTo: 1 << 20) }
        if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { throw retryable }
        guard response.status == .ok, let json = try? JSON(parsing: Array(body.readableBytesView)),
            let text = json["token"]?.string ?? json["access_token"]?.string
        else { throw denied(status: response.status.code) }
        // The specification's default is a minute. A quarter is kept in reserve for the way and for clocks.
        let seconds = min(max(json["expires_in"]?.integer ?? 60, 1), 86_400)
        return Token(text: text, end: .now + .milliseconds(seconds * 750))
    }

    private func tokenURL(for scopes: [String], _ challenge: Challenge) throws -> HTTPURL {
        guard let realm = challenge.parameters["realm"], var url = try? HTTPURL(realm),
            url.scheme == .https || origin.scheme == .http
        else {
            throw Diagnostic(
                "registry.challenge", "`\(origin)` asks for a token, but does not say where to get it safely")
        }
        var query = url.query.map { [$0] } ?? []
        if let service = challenge.parameters["service"] { query.append("service=\(PercentEncoding.encoded(service))") }
        query += scopes.map { "scope=\(PercentEncoding.encoded($0))" }
        url.query = query.joined(separator: "&")
        return url
    }

    func denied(status: UInt) -> Diagnostic {
        let host = origin.origin.split(separator: "/").last.map(String.init) ?? origin.host
        return Diagnostic(
            "registry.denied",
            credentials == nil
                ? "`\(host)` wants a login (it answered \(status))"
                : "`\(host)` does not accept the login (it answered \(status))",
            help: "log in with `docker login \(host)`, or with any tool that writes Docker's `config.json`"
        )
    }
}
