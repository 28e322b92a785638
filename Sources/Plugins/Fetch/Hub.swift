internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP

/// Hugging Face, or a server that speaks like it.
struct Hub: Sendable {
    let settings: HubSettings
    let web: Web
    let retry: RetryPolicy

    /// What the hub says of a file without handing it out.
    struct Facts: Sendable, Hashable {
        var commit: String?
        /// For large files; small ones have none.
        var sha256: Digest?
        /// In bytes.
        var size: Int64?
    }

    /// Asks for the facts of `file`.
    ///
    /// Redirects within the hub are followed (a repository that was renamed); the one to the storage is not, since the
    /// facts stand in the headers beside it.
    ///
    /// - Throws: ``Diagnostic`` as ``HubFailure`` words it, or `network.…`.
    func facts(of file: HubFile) async throws -> Facts {
        try await retry.run { _ in
            var url = file.url(at: settings.endpoint)
            for _ in 0..<5 {
                let response = try await web.send(web.request(.HEAD, url, bearer: bearer))
                if (300..<400).contains(response.status.code), let next = response.headers.first(name: "Location"),
                    HTTPURL.isRelative(next), let resolved = url.resolving(next)
                {
                    url = resolved
                    continue
                }
                if let again = Retryable.from(response, at: url) { throw again }
                guard response.status.code < 400 else {
                    throw HubFailure.diagnostic(response, for: file, hasToken: settings.token != nil)
                }
                return Hub.facts(response.headers, isFinal: response.status.code < 300)
            }
            throw Diagnostic("network.redirect", "`\(file)` leads from one redirect to the next without end")
        }
    }

    var bearer: Web.Bearer? { settings.token.map { Web.Bearer(token: $0, origin: settings.endpoint) } }

    /// Where the bytes are. The commit stands in place of a branch, so that facts and bytes belong together.
    func url(of file: HubFile, commit: String?) -> HTTPURL { file.url(at: settings.endpoint, revision: commit) }

    private static func facts(_ headers: HTTPHeaders, isFinal: Bool) -> Facts {
        let tag = headers.first(name: "X-Linked-Etag") ?? (isFinal ? headers.first(name: "ETag") : nil) ?? ""
        let bare = tag.drop { $0 == "W" || $0 == "/" }.filter { $0 != "\"" }
        let length = headers.first(name: "X-Linked-Size") ?? (isFinal ? headers.first(name: "Content-Length") : nil)
        let commit = headers.first(name: "X-Repo-Commit").flatMap { text in
            text.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit } ? text : nil
        }
        return Facts(commit: commit, sha256: Digest(bare), size: length.flatMap { Int64($0) })
    }
}
