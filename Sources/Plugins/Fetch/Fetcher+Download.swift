internal import AsyncHTTPClient
internal import Glibc
internal import RecuaCore
internal import RecuaHTTP

extension Fetcher {
    /// What to download, and what is known of it beforehand.
    struct Wanted: Sendable {
        var url: HTTPURL
        var bearer: Web.Bearer?
        var expected: Digest?
        var size: Int64?
        var refusal: @Sendable (HTTPClientResponse) -> Diagnostic? = { _ in nil }
    }

    /// What was fetched from a location once.
    struct Known: Codable, Hashable {
        var sha256: Digest
        var etag: String?
        /// Tells two fetches of the same file apart.
        var token: UInt64

        func file(in store: Store) -> StoredFile? { store.file(sha256) }
    }

    func known(_ location: SourceLocation) -> Known? {
        try? host.store.record("sources", Fetcher.key(location))?.decode(Known.self)
    }

    /// Downloads into the store. Of two that want the same file at once, in one process or in two, one downloads.
    func downloaded(_ location: SourceLocation, _ wanted: Wanted, _ role: ModelRole) async throws -> StoredFile {
        let before = known(location)
        let partial = try await PartialFile.locked(try host.store.partial(wanted.expected ?? Fetcher.key(location))) {
            host.log("another run is fetching `\(location)`: waiting for it")
        }
        if let file = wanted.expected.flatMap({ host.store.file($0) }) ?? arrived(location, since: before) {
            partial.discard()
            return file
        }
        let present = before?.file(in: host.store)
        let download = Download(
            web: hub.web, retry: retry, host: host, url: wanted.url, bearer: wanted.bearer, expected: wanted.expected,
            size: wanted.size, knownTag: present == nil ? nil : before?.etag, refusal: wanted.refusal
        )
        switch try await download.run(into: partial) {
        case .unchanged:
            partial.discard()
            guard let present else {
                throw Diagnostic("fetch.refused", "`\(location)` answered 304 without being asked")
            }
            return present
        case .complete(let etag): return try adopt(partial, location, etag: etag, wanted, role)
        }
    }

    /// The file that another run has put into the store while this one waited.
    private func arrived(_ location: SourceLocation, since before: Known?) -> StoredFile? {
        guard let now = known(location), now != before else { return nil }
        return now.file(in: host.store)
    }

    /// Looks into the file before it gets its name: what is no model never enters the store.
    private func adopt(
        _ partial: PartialFile, _ location: SourceLocation, etag: String?, _ wanted: Wanted, _ role: ModelRole
    ) throws -> StoredFile {
        do {
            _ = try Fetcher.inspect(partial.path, "\(location)")
        } catch {
            partial.discard()
            throw error
        }
        if role.isProgram { try partial.makeExecutable() }
        // First the record: once the file is in its place, whoever waited for it is let in, and looks for the record.
        let known = Known(sha256: partial.digest, etag: etag, token: .random(in: 0...UInt64(Int64.max)))
        try? host.store.setRecord("sources", Fetcher.key(location), JSON(encoding: known))
        partial.forgetOrigin()
        let file = try host.store.adopt(partial.path, moving: true, digest: known.sha256, expected: wanted.expected)
        partial.finish()
        return file
    }

    private static func key(_ location: SourceLocation) -> Digest {
        switch location {
        case .web(let url): Digest(of: "web \(url.requestText)")
        case .hub(let file): Digest(of: "hub \(file)")
        case .local(let path): Digest(of: "local \(path)")
        }
    }
}
