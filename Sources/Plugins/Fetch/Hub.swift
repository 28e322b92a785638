internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP
internal import RecuaTransfer

/// Hugging Face, or a server that speaks like it.
struct Hub: Sendable {
    let settings: HubSettings
    let web: Web
    let retry: RetryPolicy

    /// Asks for the commit, digest and size of `file`.
    ///
    /// Redirects within the hub are followed (a repository that was renamed); the one to the storage is not, since the
    /// facts stand in the headers beside it.
    ///
    /// - Throws: ``Diagnostic`` as ``HubFailure`` words it, or `network.…`.
    func announce(_ file: HubFile, identity: Digest) async throws -> Announcement {
        let response = try await retry.run { _ in try await head(file) }
        guard response.status.code < 400 else {
            throw await explained(HubFailure(response, hasToken: settings.token != nil), file)
        }
        let facts = HubFacts(response.headers, isFinal: response.status.code < 300)
        // The commit stands in place of a branch, so that facts and bytes belong together.
        let url = file.url(at: settings.endpoint, revision: facts.commit)
        let (headers, token) = (headers(for: url), settings.token)
        let remote = RemoteFile(
            name: "\(file)", identity: identity, expected: facts.sha256, size: facts.size,
            locate: { RemoteLocation(url, headers: headers) },
            refusal: { response in
                guard (400..<500).contains(response.status.code) else { return nil }
                return HubFailure(response, hasToken: token != nil).diagnostic(for: file, token: token)
            }
        )
        return Announcement(
            sha256: facts.sha256, size: facts.size, pinned: facts.commit.map { "\(file.pinned(to: $0))" }, file: remote)
    }

    private func head(_ file: HubFile) async throws -> HTTPClientResponse {
        var url = file.url(at: settings.endpoint)
        for _ in 0..<5 {
            let response = try await web.send(.HEAD, url, headers: headers(for: url), timeout: settings.factsTimeout)
            if let again = Retryable.from(response, at: url) { throw again }
            guard (300..<400).contains(response.status.code), !HubFacts.areIn(response.headers),
                let next = response.headers.first(name: "Location").flatMap({ url.resolving($0) }),
                next.hasSameOrigin(as: url)
            else { return response }
            url = next
        }
        throw Diagnostic("network.redirect", "`\(file)` leads from one redirect to the next without end")
    }

    /// For requests to the hub itself, and for nobody it redirects to.
    func headers(for url: HTTPURL) -> HTTPHeaders {
        guard let token = settings.token, url.hasSameOrigin(as: settings.endpoint) else { return [:] }
        return ["Authorization": "Bearer \(token.text)"]
    }
}
