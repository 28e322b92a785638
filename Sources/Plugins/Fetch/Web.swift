internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP

/// Small questions about files. The files themselves come by way of `RecuaTransfer`.
struct Web: Sendable {
    /// One that does not follow redirects.
    let client: RoutedHTTPClient

    /// One request, one response; redirects come back as they are.
    ///
    /// - Parameter timeout: until the head of the response is here.
    func send(
        _ method: HTTPMethod, _ url: HTTPURL, headers: HTTPHeaders = [:], timeout: Duration = .seconds(60)
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url.credentialedText)
        request.method = method
        request.headers = ["User-Agent": "recua/\(FetchPlugin.descriptor.version)", "Accept-Encoding": "identity"]
        request.headers.add(contentsOf: headers)
        return try await client.execute(request, timeout: timeout)
    }

    /// The body of a response, when it is small.
    static func body(_ response: HTTPClientResponse, of url: HTTPURL, limit: Int) async throws -> [UInt8] {
        try await HTTPFailure.explained(at: url) {
            Array(try await response.body.collect(upTo: limit).readableBytesView)
        }
    }
}
