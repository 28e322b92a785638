import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// Sends a blob into a fresh session: in one request, or in pieces to a registry that turned a whole one away.
    ///
    /// - Throws: ``Retryable`` for what may succeed in a session of its own.
    func upload(
        _ blob: any BlobSource, to session: UploadSession, _ name: String, _ attempt: Int, _ tally: SentBytes
    ) async throws {
        try await ReadAhead.reading(blob.open(at: 0)) { bytes in
            if let piece = manner.piece(attempt: attempt, least: session.leastPiece) {
                try await send(bytes, of: blob, inPiecesOf: piece, to: session, name, tally)
            } else {
                let body = Portion(of: bytes, size: blob.size, tally)
                try await finish(blob.digest, session, name, body)
            }
        }
    }

    /// Pieces go one after the other, and the last one rides the request that ends the session: Amazon ECR has failed
    /// on an end without bytes after several pieces. A blob of one piece goes as Docker sends it.
    ///
    /// Where the next piece begins is counted here: the `Range` of some registries stays at the first one.
    private func send(
        _ bytes: ReadAhead, of blob: any BlobSource, inPiecesOf size: Int64, to session: UploadSession, _ name: String,
        _ tally: SentBytes
    ) async throws {
        var session = session
        var offset: Int64 = 0
        while blob.size - offset > size || offset == 0 {
            let piece = Portion(of: bytes, size: min(size, blob.size - offset), tally)
            session.url = try await patch(piece, at: offset, session, name)
            offset += piece.size
        }
        try await finish(blob.digest, session, name, Portion(of: bytes, size: blob.size - offset, tally), at: offset)
    }

    /// - Returns: where the next piece goes.
    private func patch(
        _ piece: Portion, at offset: Int64, _ session: UploadSession, _ name: String
    ) async throws -> HTTPURL {
        let url = session.url
        let response = try await put(piece, .PATCH, url, name, at: offset)
        // 202 by the specification; Amazon ECR says 201.
        guard [201, 202, 204].contains(response.status.code) else {
            throw await failure(response, url, name, piece: piece.size, least: session.leastPiece)
        }
        _ = try? await response.body.collect(upTo: 64 << 10)
        let location = response.headers.first(name: "Location")
        return try location.map { try Self.session(location: $0, at: url) } ?? url
    }

    /// - Parameter offset: where the body begins; nil for a whole blob.
    private func finish(
        _ digest: Digest, _ session: UploadSession, _ name: String, _ body: Portion, at offset: Int64? = nil
    ) async throws {
        var url = session.url
        url.query = (url.query.map { "\($0)&" } ?? "") + "digest=\(PercentEncoding.encoded("\(digest)"))"
        let response = try await put(body, .PUT, url, name, at: offset)
        guard [201, 202, 204].contains(response.status.code) else {
            let piece = offset == nil ? nil : body.size
            throw await failure(response, url, name, piece: piece, least: session.leastPiece)
        }
        try check(response, is: digest, url)
        _ = try? await response.body.collect(upTo: 64 << 10)
    }

    private func put(
        _ body: Portion, _ method: HTTPMethod, _ url: HTTPURL, _ name: String, at offset: Int64?
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url.requestText)
        request.method = method
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        if let offset, body.size > 0 {
            // Both ends included, and no unit, unlike HTTP's own header.
            request.headers.add(name: "Content-Range", value: "\(offset)-\(offset + body.size - 1)")
        }
        request.body = body.size > 0 ? .stream(body, length: .known(body.size)) : .bytes([])
        let scopes = scopes(pushing: name)
        let prepared = request
        let (response, mayTryAgain) = try await stall.over(body.tally, to: (offset ?? 0) + body.size, at: url) {
            try await authorized(prepared, url, scopes)
        }
        if mayTryAgain { throw Retryable(authorization.denied(status: response.status.code, scopes: scopes)) }
        // Else the rest of this body and the next one would be taken at once.
        guard response.status.code >= 300 || body.isTaken(from: offset ?? 0) else {
            throw Retryable(Diagnostic("registry.early", "`\(url)` answered before the blob had arrived"))
        }
        return response
    }

    /// - Parameters:
    ///   - piece: bytes of the request; nil when a blob was sent whole.
    ///   - least: what the registry says a piece must have.
    private func failure(
        _ response: HTTPClientResponse, _ url: HTTPURL, _ name: String, piece: Int64?, least: Int64
    ) async -> any Error {
        if response.status == .forbidden { return authorization.denied(status: 403, scopes: scopes(pushing: name)) }
        if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { return retryable }
        let failure = await RegistryFailure(response)
        let diagnostic = failure.diagnostic(at: url, repository: name)
        if failure.needsFreshSession { return Retryable(diagnostic) }
        guard failure.isAboutManner, piece == nil || failure.status == 413 else { return diagnostic }
        // A smaller size is progress: there are few of them.
        return manner.wasTooLarge(piece, least: least) ? Retryable(diagnostic, madeProgress: true) : diagnostic
    }
}
