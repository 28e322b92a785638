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
        var credentials: RegistryCredentials?
        /// True when the registry refused them, and new ones may be had.
        var areStale = false
        /// By scopes.
        var tokens: [[String]: Token] = [:]
    }

    private let client: RoutedHTTPClient
    private let origin: HTTPURL
    private let renew: (@Sendable (RegistryCredentials?) async throws -> RegistryCredentials?)?
    private let state: Mutex<State>
    /// Requests that start at once ask once.
    private let gate = KeyedGate()

    /// What is known now, for explanations.
    var login: (credentials: RegistryCredentials?, scheme: Challenge.Scheme?) {
        state.withLock { ($0.credentials, ($0.challenge ?? nil)?.scheme) }
    }

    /// As people write it: `localhost:5000`.
    var host: String { origin.origin.split(separator: "/").last.map(String.init) ?? origin.host }

    /// - Parameter renew: gives fresh credentials in place of the refused ones that it is given; nil when there is no other way.
    init(
        client: RoutedHTTPClient, origin: HTTPURL, credentials: RegistryCredentials?,
        renew: (@Sendable (RegistryCredentials?) async throws -> RegistryCredentials?)? = nil
    ) {
        self.client = client
        self.origin = origin
        self.renew = renew
        state = Mutex(State(credentials: credentials))
    }

    /// Asked for before a request is sent: an upload that is refused half-way would have been for nothing.
    ///
    /// - Parameter scopes: such as `repository:llamas:pull,push`.
    func header(for scopes: [String]) async throws -> String? {
        try await gate.alone(with: scopes.joined(separator: " ")) { () -> String? in
            guard let challenge = try await challenge() else { return nil }
            let credentials = try await currentCredentials()
            guard challenge.scheme == .bearer else { return credentials?.basic }
            if let token = state.withLock({ $0.tokens[scopes] }), token.end > .now { return "Bearer \(token.text)" }
            let token = try await token(for: scopes, challenge, credentials)
            state.withLock { $0.tokens[scopes] = token }
            return "Bearer \(token.text)"
        }
    }

    /// Takes note of a refusal: the token is forgotten, and what the registry wants is learnt from its answer.
    ///
    /// - Parameter header: the one that was refused; a token that came after it stays.
    /// - Returns: true when the next ``header(for:)`` may be another one.
    @discardableResult
    func refused(_ response: HTTPClientResponse, scopes: [String], header: String?) -> Bool {
        let challenge = Challenge.best(of: response.headers["WWW-Authenticate"])
        return state.withLock { state in
            if let token = state.tokens[scopes], header == "Bearer \(token.text)" { state.tokens[scopes] = nil }
            if let challenge { state.challenge = .some(challenge) }
            if let header, header == state.credentials?.basic, renew != nil { state.areStale = true }
            // Others may have had them renewed while this request was on its way.
            let isOutdated = header?.hasPrefix("Basic ") == true && header != state.credentials?.basic
            return response.status == .unauthorized || state.areStale || isOutdated
        }
    }

    private func currentCredentials() async throws -> RegistryCredentials? {
        try await gate.alone(with: "credentials") {
            let (known, areStale) = state.withLock { ($0.credentials, $0.areStale) }
            guard areStale, let renew else { return known }
            let fresh = try await renew(known) ?? known
            state.withLock { state in
                state.credentials = fresh
                state.areStale = false
            }
            return fresh
        }
    }

    /// The token server may refuse credentials that have run out, too.
    private func token(
        for scopes: [String], _ challenge: Challenge, _ credentials: RegistryCredentials?
    ) async throws -> Token {
        do {
            return try await token(
                TokenRequest(challenge, scopes: scopes, credentials: credentials, origin: origin))
        } catch let refused as Diagnostic where refused.code == "registry.credentials.invalid" && renew != nil {
            state.withLock { if $0.credentials == credentials { $0.areStale = true } }
            let fresh = try await currentCredentials()
            guard fresh != credentials else { throw refused }
            return try await token(TokenRequest(challenge, scopes: scopes, credentials: fresh, origin: origin))
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

    private func token(_ request: TokenRequest) async throws -> Token {
        let response = try await client.execute(request.request)
        let body = try await HTTPFailure.explained(at: request.url) { try await response.body.collect(upTo: 1 << 20) }
        if let retryable = Retryable.from(response, at: request.url, code: "registry.unavailable") { throw retryable }
        guard response.status == .ok, let json = try? JSON(parsing: Array(body.readableBytesView)),
            let text = json["token"]?.string ?? json["access_token"]?.string
        else { throw loginRefused(status: response.status.code) }
        // The specification's default is a minute. A quarter is kept in reserve for the way and for clocks.
        let seconds = min(max(json["expires_in"]?.integer ?? 60, 1), 86_400)
        return Token(text: text, end: .now + .milliseconds(seconds * 750))
    }
}
