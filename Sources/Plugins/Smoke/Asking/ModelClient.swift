import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaAWS
import RecuaCore
import RecuaHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Puts questions to one endpoint: resolves secrets, signs, sends, and reads the answer with the clock running.
struct ModelClient: Sendable {
    let http: RoutedHTTPClient
    let endpoint: Endpoint
    /// Nil when the endpoint wants no signature.
    let signer: RequestSigner?
    let secrets: ResolvedSecrets
    private let clock = ContinuousClock()

    init(http: RoutedHTTPClient, endpoint: Endpoint, signer: RequestSigner?, secrets: ResolvedSecrets) {
        self.http = http
        self.endpoint = endpoint
        self.signer = signer
        self.secrets = secrets
    }

    /// The answer, whatever its status.
    ///
    /// - Throws: ``Diagnostic`` `smoke.timeout` when it is not complete within `limit`; `network.…` when none came;
    ///   `secret.…`; `CancellationError`.
    func answer(to request: ModelRequest, within limit: Duration) async throws -> Answer {
        let prepared = try prepared(request)
        return try await Deadline.within(limit) { try await exchange(prepared, request) }
    }

    private func exchange(_ prepared: HTTPClientRequest, _ request: ModelRequest) async throws -> Answer {
        let start = clock.now
        let response = try await http.execute(prepared)
        return try await HTTPFailure.explained(at: try HTTPURL(prepared.url)) {
            var reader = AnswerReader(
                request, status: Int(response.status.code),
                contentType: response.headers.first(name: "Content-Type") ?? ""
            )
            for try await piece in response.body {
                try reader.take(piece.readableBytesView, at: clock.now - start)
            }
            return reader.answer(at: clock.now - start, mustArriveInPieces: endpoint.isStreaming)
        }
    }

    private func prepared(_ request: ModelRequest) throws -> HTTPClientRequest {
        let url = try HTTPURL(endpoint.url + request.path).requestText
        var prepared = HTTPClientRequest(url: url)
        prepared.method = HTTPMethod(rawValue: request.method)
        prepared.headers.add(name: "User-Agent", value: "recua")
        // llama.cpp's server closes connections after a while; a case must not fail for one that was kept too long.
        prepared.headers.add(name: "Connection", value: "close")
        for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
            prepared.headers.replaceOrAdd(name: name, value: try header(value, name))
        }
        if !request.body.isEmpty { prepared.body = .bytes(ByteBuffer(bytes: request.body)) }
        for header in try signature(of: prepared, url, request.body) {
            prepared.headers.replaceOrAdd(name: header.name, value: header.value)
        }
        return prepared
    }

    /// A header's value, free of what would end the header.
    private func header(_ secret: Secret, _ name: String) throws -> String {
        let value = secret.isReference ? try secrets.resolve(secret) : secret.reference
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) else {
            throw Diagnostic("smoke.header", "the value of the header `\(name)` holds a control character")
        }
        return value
    }

    private func signature(of request: HTTPClientRequest, _ url: String, _ body: [UInt8]) throws -> [(
        name: String, value: String
    )] {
        guard let signer else { return [] }
        let headers = request.headers.map { (name: $0.name, value: $0.value) }
        let signable = try SignableRequest(method: request.method.rawValue, url: url, headers: headers, body: body)
        return signer.headers(for: signable, at: Date())
    }
}
