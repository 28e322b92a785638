import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

/// A request for a bearer token, as a value: a plain `GET` for everybody and for passwords, OAuth 2 for identity tokens.
///
/// https://distribution.github.io/distribution/spec/auth/token/ and …/auth/oauth/
struct TokenRequest: Sendable, Equatable {
    var method: HTTPMethod
    var url: HTTPURL
    /// Of the `Authorization` header.
    var authorization: String?
    /// A form; holds the identity token.
    var body: String?

    /// - Parameters:
    ///   - scopes: such as `repository:llamas:pull,push`.
    ///   - origin: the registry's.
    /// - Throws: ``Diagnostic`` `registry.challenge` when the registry does not say where tokens are had safely.
    init(_ challenge: Challenge, scopes: [String], credentials: RegistryCredentials?, origin: HTTPURL) throws {
        guard let realm = challenge.parameters["realm"], let server = try? HTTPURL(realm),
            server.scheme == .https || origin.scheme == .http
        else {
            throw Diagnostic(
                "registry.challenge", "`\(origin)` asks for a token, but does not say where to get it safely")
        }
        url = server
        let service = challenge.parameters["service"].map { [("service", $0)] } ?? []
        if case .identityToken(let token)? = credentials?.secret {
            method = .POST
            // One `scope` with spaces here, one parameter each there.
            let scope = scopes.isEmpty ? [] : [("scope", scopes.joined(separator: " "))]
            body = Self.form(
                [("grant_type", "refresh_token"), ("client_id", "recua")] + service + scope + [("refresh_token", token)]
            )
        } else {
            method = .GET
            authorization = credentials?.basic
            let query = Self.form(service + scopes.map { ("scope", $0) })
            url.query = [server.query ?? "", query].filter { !$0.isEmpty }.joined(separator: "&")
        }
    }

    var request: HTTPClientRequest {
        var request = HTTPClientRequest(url: url.requestText)
        request.method = method
        if let authorization { request.headers.replaceOrAdd(name: "Authorization", value: authorization) }
        if let body {
            request.headers.replaceOrAdd(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(Array(body.utf8))
        }
        return request
    }

    private static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
    }
}
