public import RecuaCore
public import RecuaGGUF
public import RecuaHTTP
internal import RecuaTransfer

/// A model file that is elsewhere, looked at without fetching it.
public struct RemoteModel: Sendable, Hashable {
    /// The source as a person would name it, without credentials and signatures.
    public var name: String
    /// What the server says that the file is.
    public var sha256: Digest?
    /// The source's text for exactly this file, where there is one: with a commit, a version or a digest.
    public var pinned: String?
    public var facts: ModelFileFacts

    /// True for a text that names something on a server: `https://…`, `hf://…`, `s3://…`, `oci://…`.
    public static func isRemote(_ source: String) -> Bool {
        source.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:\/\//) != nil
    }

    /// Variables of the environment that decide where and with which logins files are looked for.
    public static let variables = FetchPlugin.descriptor.environment

    /// Reads the header of the file at `source` and, of a llamafile, its end.
    ///
    /// - Throws: ``Diagnostic`` `fetch.…`, `network.…`, `registry.…` and `aws.…` as fetching the file does; `model.…`
    ///   for a file that is no model, naming the source.
    public static func look(
        at source: String, environment: [String: String], retry: RetryPolicy = RetryPolicy()
    ) async throws -> RemoteModel {
        let settings = try HubSettings(environment: environment)
        let location = try SourceLocation(source, hub: settings.endpoint)
        return try await withHTTPClient(HTTPOptions(followsRedirects: false), environment: environment) { client in
            try await withHTTPClient(HTTPOptions(allowsHTTP2: false), environment: environment) { registries in
                let web = Web(client: client)
                let sources = RemoteSources(
                    hub: Hub(settings: settings, web: web, retry: retry),
                    storage: S3(environment: environment, web: web, retry: retry),
                    artifacts: Artifacts(environment: environment, client: registries, retry: retry))
                let announcement = try await sources.announcement(of: location)
                let parts = RemoteParts(of: announcement.file, client: client, retry: retry)
                return RemoteModel(
                    name: "\(location)", sha256: announcement.sha256, pinned: announcement.pinned,
                    facts: try await facts(of: parts, "\(location)"))
            }
        }
    }

    private static func facts(of parts: RemoteParts, _ name: String) async throws -> ModelFileFacts {
        do {
            return try await parts.read(first: ModelFile.firstWindow) { size, read in
                try await ModelFile.inspect(size: size, reading: read)
            }
        } catch let error as Diagnostic where error.code.hasPrefix("model.") {
            var named = error
            named.message = "`\(name)`: \(error.message)"
            throw named
        }
    }
}

/// Who is asked for which kind of source.
private struct RemoteSources: Sendable {
    let hub: Hub
    let storage: S3
    let artifacts: Artifacts

    func announcement(of location: SourceLocation) async throws -> Announcement {
        switch location {
        case .local:
            throw Diagnostic("fetch.source", "`\(location)` is on this machine")
        case .hub where hub.settings.isOffline:
            throw Diagnostic(
                "fetch.offline", "`\(location)` is elsewhere, and `HF_HUB_OFFLINE` forbids to look",
                help: "unset `HF_HUB_OFFLINE`")
        case .hub(let file): return try await hub.announce(file, identity: location.key)
        case .bucket(let object): return try await storage.announce(object, identity: location.key)
        case .artifact(let reference):
            let announcement = try await artifacts.announce(reference, .weights, identity: location.key)
            guard announcement.archived == nil else {
                throw Diagnostic(
                    "fetch.unsupported",
                    "`\(location)` keeps its files in an archive, which cannot be looked into from here",
                    help: "fetch it, and look at the file: `recua fetch`, `recua inspect FILE`")
            }
            return announcement
        case .web(let url):
            return Announcement(
                file: RemoteFile(name: "\(location)", identity: location.key, locate: { RemoteLocation(url) }))
        }
    }
}
