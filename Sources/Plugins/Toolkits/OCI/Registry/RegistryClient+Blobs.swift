import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// What became of a blob that was to be in a repository.
    public enum Placed: Sendable, Hashable {
        case wasThere
        /// Taken over from another repository of the same registry; no byte of it travelled.
        case mounted
        case sent
    }

    /// Makes sure that a blob is in a repository: looks, mounts, or sends it in one stream.
    ///
    /// After a failure the registry is asked whether the blob arrived after all; if not, it is sent again from its
    /// beginning in a new session, since sessions that broke are not to be trusted.
    ///
    /// - Parameters:
    ///   - other: a repository of this registry that may hold it.
    ///   - onProgress: told how many bytes of this blob are on their way, from 0 again when it is sent again.
    /// - Throws: ``Diagnostic`` `registry.…`, `network.…`, `store.changed`.
    public func place(
        _ blob: any BlobSource, in name: String, mountingFrom other: String? = nil,
        onProgress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> Placed {
        try await retry.run { _ in
            let isThere = try await has(blob.digest, in: name)
            if isThere { return .wasThere }
            switch try await open(blob.digest, in: name, mountingFrom: other) {
            case .mounted: return .mounted
            case .session(let url):
                onProgress(0)
                try await upload(blob, to: url, name, onProgress)
                return .sent
            }
        }
    }

    private enum Opened {
        case mounted
        case session(HTTPURL)
    }

    private func has(_ digest: Digest, in name: String) async throws -> Bool {
        let url = url("\(name)/blobs/\(digest)")
        let response = try await attempt(.HEAD, url, scopes: scopes(pushing: name))
        if response.status == .ok { return true }
        guard response.status == .notFound else { throw await refusal(response, url, name) }
        return false
    }

    private func open(_ digest: Digest, in name: String, mountingFrom other: String?) async throws -> Opened {
        let query = other.map { "mount=\(digest)&from=\(PercentEncoding.encoded($0))" }
        let url = url("\(name)/blobs/uploads/", query: query)
        let response = try await attempt(.POST, url, scopes: scopes(pushing: name, mountingFrom: other), body: [])
        if response.status == .created, other != nil { return .mounted }
        guard response.status == .accepted else { throw await refusal(response, url, name) }
        _ = try? await response.body.collect(upTo: 64 << 10)
        guard let location = response.headers.first(name: "Location"), let session = url.resolving(location),
            session.scheme == .https || origin.scheme == .http
        else { throw Diagnostic("registry.location", "`\(url)` does not say where to send the blob safely") }
        return .session(session)
    }

    private func upload(
        _ blob: any BlobSource, to session: HTTPURL, _ name: String, _ onProgress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        var url = session
        url.query = (session.query.map { "\($0)&" } ?? "") + "digest=\(PercentEncoding.encoded("\(blob.digest)"))"
        var request = HTTPClientRequest(url: url.requestText)
        request.method = .PUT
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        request.body = .stream(CountedStream(blob.open(at: 0), onProgress), length: .known(blob.size))
        let scopes = scopes(pushing: name)
        let response = try await authorized(request, url, scopes)
        switch response.status.code {
        case 201, 202, 204:
            try check(response, is: blob.digest, url)
            _ = try? await response.body.collect(upTo: 64 << 10)
        case 401: throw Retryable(authorization.denied(status: 401))
        case 403: throw authorization.denied(status: 403)
        default:
            if let retryable = Retryable.from(response, at: url, code: "registry.unavailable") { throw retryable }
            let failure = await RegistryFailure(response)
            let diagnostic = failure.diagnostic(at: url, repository: name)
            throw failure.needsFreshSession ? Retryable(diagnostic) : diagnostic
        }
    }

    /// `Docker-Content-Digest` is what the registry has stored.
    func check(_ response: HTTPClientResponse, is digest: Digest, _ url: HTTPURL) throws {
        guard let said = response.headers.first(name: "Docker-Content-Digest"), let stored = Digest(said),
            stored != digest
        else { return }
        throw Retryable(Diagnostic("registry.digest", "`\(url)` stored \(stored) in place of \(digest)"))
    }

    func refusal(_ response: HTTPClientResponse, _ url: HTTPURL, _ name: String) async -> Diagnostic {
        await RegistryFailure(response).diagnostic(at: url, repository: name)
    }

    private func scopes(pushing name: String, mountingFrom other: String? = nil) -> [String] {
        [Self.scope(name, "pull,push")] + (other.map { [Self.scope($0, "pull")] } ?? [])
    }
}

/// A blob's bytes on their way, counted.
struct CountedStream: AsyncSequence, Sendable {
    private let stream: BlobStream
    private let onProgress: @Sendable (Int64) -> Void

    init(_ stream: BlobStream, _ onProgress: @escaping @Sendable (Int64) -> Void) {
        self.stream = stream
        self.onProgress = onProgress
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator(), onProgress: onProgress) }

    struct Iterator: AsyncIteratorProtocol {
        var base: BlobStream.AsyncIterator
        let onProgress: @Sendable (Int64) -> Void
        var count: Int64 = 0

        mutating func next() async throws -> ByteBuffer? {
            guard let chunk = try await base.next() else { return nil }
            count += Int64(chunk.readableBytes)
            onProgress(count)
            return chunk
        }
    }
}
