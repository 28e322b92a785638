internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP

/// Requests for files, and the way through redirects.
struct Web: Sendable {
    let client: RoutedHTTPClient

    /// A token and the one server it is for.
    struct Bearer: Sendable {
        var token: String
        var origin: HTTPURL
    }

    /// What is asked for, as a value.
    struct Request: Sendable {
        var method: HTTPMethod
        var url: HTTPURL
        var headers: HTTPHeaders
        var bearer: Bearer?
    }

    func request(_ method: HTTPMethod, _ url: HTTPURL, bearer: Bearer? = nil, headers: HTTPHeaders = [:]) -> Request {
        var all: HTTPHeaders = ["User-Agent": "recua/\(FetchPlugin.descriptor.version)", "Accept-Encoding": "identity"]
        all.add(contentsOf: headers)
        return Request(method: method, url: url, headers: all, bearer: bearer)
    }

    /// One request, one response; redirects come back as they are.
    func send(_ request: Request) async throws -> HTTPClientResponse {
        try await client.execute(Web.message(request), timeout: .seconds(60))
    }

    /// Follows redirects, ten at most, and hands the token to its own server alone.
    ///
    /// - Parameter isVerified: true when the bytes will be held against a known digest; only then may a redirect lead
    ///   from https to http.
    func sendFollowing(_ request: Request, isVerified: Bool) async throws -> (HTTPClientResponse, HTTPURL) {
        var request = request
        for _ in 0..<10 {
            let response = try await send(request)
            guard [301, 302, 303, 307, 308].contains(response.status.code),
                let location = response.headers.first(name: "Location")
            else { return (response, request.url) }
            guard let next = request.url.resolving(location) else {
                throw Diagnostic("network.redirect", "`\(request.url)` redirects to something that is no web address")
            }
            guard next.scheme == .https || request.url.scheme == .http || isVerified else {
                throw Diagnostic(
                    "network.redirect",
                    "`\(request.url)` redirects from https to http, where anybody may change the file",
                    help: "write the file's `sha256`"
                )
            }
            request.url = next
        }
        throw Diagnostic("network.redirect", "`\(request.url)` leads from one redirect to the next without end")
    }

    static func message(_ request: Request) -> HTTPClientRequest {
        var url = request.url.requestText
        if let credentials = request.url.credentials {
            url = url.replacing("://", with: "://\(credentials)@", maxReplacements: 1)
        }
        var message = HTTPClientRequest(url: url)
        message.method = request.method
        message.headers = request.headers
        if let bearer = request.bearer, request.url.hasSameOrigin(as: bearer.origin) {
            message.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(bearer.token)")
        }
        return message
    }
}
