import AsyncHTTPClient
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import Synchronization

/// The way to a file's bytes, through redirects, remembered for the next part.
///
/// A hub answers each request with a redirect to a signed address: following it once is enough until it runs out.
final class Route: Sendable {
    private static let redirects: Set<UInt> = [301, 302, 303, 307, 308]
    /// How a storage says that a signature has run out.
    private static let expired: Set<UInt> = [400, 401, 403, 404, 410]

    private let client: RoutedHTTPClient
    private let file: RemoteFile
    /// Where the redirects led.
    private let end = Mutex<HTTPURL?>(nil)

    init(to file: RemoteFile, client: RoutedHTTPClient) {
        self.client = client
        self.file = file
    }

    /// Sends one request and gives the response of whoever has the bytes.
    ///
    /// - Returns: the response, who gave it, and whether that is the located server itself.
    func open(_ headers: HTTPHeaders) async throws -> RouteResponse {
        if let known = end.withLock({ $0 }) {
            let response = try await send(headers, to: known)
            guard Self.expired.contains(response.status.code) else {
                return RouteResponse(response, from: known, isLocated: false)
            }
            end.withLock { $0 = nil }
        }
        return try await follow(headers, mayRenew: true)
    }

    /// Ten redirects at most. Only bytes that are held against a digest may come by way of plain HTTP.
    private func follow(_ headers: HTTPHeaders, mayRenew: Bool) async throws -> RouteResponse {
        let start = try await file.locate()
        var url = start.url
        for _ in 0...10 {
            var all = headers
            if url.hasSameOrigin(as: start.url) { all.add(contentsOf: start.headers) }
            let response = try await send(all, to: url)
            guard Self.redirects.contains(response.status.code), let text = response.headers.first(name: "Location")
            else {
                let isLocated = url.hasSameOrigin(as: start.url)
                if response.status == .unauthorized, isLocated, mayRenew, file.renew(response, start.headers) {
                    return try await follow(headers, mayRenew: false)
                }
                if !isLocated, response.status.code < 300 { end.withLock { $0 = url } }
                return RouteResponse(response, from: url, isLocated: isLocated)
            }
            url = try next(text, after: url)
        }
        throw Diagnostic("network.redirect", "`\(start.url)` leads from one redirect to the next without end")
    }

    func next(_ location: String, after url: HTTPURL) throws -> HTTPURL {
        guard let next = url.resolving(location) else {
            throw Diagnostic("network.redirect", "`\(url)` redirects to something that is no web address")
        }
        guard next.scheme == .https || url.scheme == .http || file.expected != nil else {
            throw Diagnostic(
                "network.redirect", "`\(url)` redirects from https to http, where anybody may change the file",
                help: "write the file's `sha256`"
            )
        }
        return next
    }

    private func send(_ headers: HTTPHeaders, to url: HTTPURL) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url.credentialedText)
        // A compressed body would be other bytes than those that the digest is of.
        request.headers = ["User-Agent": "recua", "Accept-Encoding": "identity"]
        request.headers.add(contentsOf: headers)
        return try await client.execute(request)
    }
}

struct RouteResponse: Sendable {
    let response: HTTPClientResponse
    let place: HTTPURL
    /// True for an answer of the server that was located, not of one it redirected to.
    let isLocated: Bool

    init(_ response: HTTPClientResponse, from place: HTTPURL, isLocated: Bool) {
        self.response = response
        self.place = place
        self.isLocated = isLocated
    }

    var status: UInt { response.status.code }

    /// A strong ETag; a weak one does not promise equal bytes.
    var etag: String? { response.headers.first(name: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 } }

    /// What a later part can be held against.
    var validator: String? { etag ?? response.headers.first(name: "Last-Modified") }

    /// Which part came, and how long the whole file is (RFC 9110, section 14.4).
    var part: (range: Range<Int64>, total: Int64?)? {
        guard status == 206, let text = response.headers.first(name: "Content-Range") else { return nil }
        let words = text.split { $0 == " " || $0 == "-" || $0 == "/" }
        guard words.count == 4, words[0].lowercased() == "bytes", let start = Int64(words[1]),
            let last = Int64(words[2]), start <= last, last < .max
        else { return nil }
        let total = Int64(words[3])
        // A part that ends beyond its file is no part of it.
        if let total, last >= total { return nil }
        return (start..<last + 1, total)
    }

    var contentLength: Int64? {
        response.headers.first(name: "Content-Length").flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 }
    }
}
