internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP

extension Fetcher {
    /// A file of Hugging Face, from its own cache on this machine when it is there.
    func hubFile(_ file: HubFile, _ expected: Digest?, _ role: ModelRole) async throws -> StoredFile {
        let location = SourceLocation.hub(file)
        if let expected, let blob = try cached(expected, file) { return blob }
        if hub.settings.isOffline { return try offline(file, expected) }
        if expected == nil, file.isPinned, let known = known(location)?.file(in: host.store) { return known }
        let facts = try await hub.facts(of: file)
        if let expected, let offered = facts.sha256, expected != offered {
            throw Download.mismatch("\(file)", expected: expected, found: offered)
        }
        let digest = expected ?? facts.sha256
        if let digest, let present = try host.store.file(digest) ?? cached(digest, file) { return present }
        let hasToken = hub.settings.token != nil
        return try await downloaded(
            location,
            Wanted(
                url: hub.url(of: file, commit: facts.commit), bearer: hub.bearer, expected: digest, size: facts.size,
                refusal: { response in
                    (400..<500).contains(response.status.code)
                        ? HubFailure.diagnostic(response, for: file, hasToken: hasToken) : nil
                }
            ),
            role
        )
    }

    /// The blob in Hugging Face's cache, if it is whole: a download that was cut off may lie there as well.
    private func cached(_ digest: Digest, _ file: HubFile) throws -> StoredFile? {
        guard let path = cache.blob(digest, of: file) else { return nil }
        let found = try host.store.digest(ofLocalFile: path)
        return found.sha256 == digest ? found : nil
    }

    private func offline(_ file: HubFile, _ expected: Digest?) throws -> StoredFile {
        if let known = known(.hub(file))?.file(in: host.store), expected == nil { return known }
        if let path = cache.snapshot(of: file) {
            let found = try host.store.digest(ofLocalFile: path)
            if expected == nil || expected == found.sha256 { return found }
        }
        throw Diagnostic(
            "fetch.offline", "`\(file)` is not on this machine, and `HF_HUB_OFFLINE` forbids to fetch it",
            help: "unset `HF_HUB_OFFLINE`, or fetch it once while online"
        )
    }
}
