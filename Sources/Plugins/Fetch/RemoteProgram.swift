internal import Glibc
public import RecuaCore
public import RecuaHTTP
internal import RecuaOCI
internal import RecuaRegistries
internal import RecuaTransfer

/// A program that is elsewhere, such as a plugin's: `https://…`, `hf://…`, `s3://…`, or the one file of an artifact in
/// a registry, `oci://…`.
///
/// What begins neither with `#!` nor as an ELF file never enters the store: a web page is no program.
public struct RemoteProgram: Sendable {
    /// A program in the store, executable.
    public struct Fetched: Sendable, Hashable {
        public var file: StoredFile
        /// The source's text for exactly this file, where there is one that differs: with a commit, a version or a
        /// digest.
        public var pinned: String?
    }

    /// For people: without credentials and signatures.
    public let name: String
    private let location: SourceLocation
    private let environment: [String: String]
    private let retry: RetryPolicy

    /// Variables of the environment that decide where and with which logins files are looked for.
    public static let variables = RemoteModel.variables

    /// - Parameter url: with its references resolved.
    /// - Throws: ``Diagnostic`` `fetch.source` for a text that means nothing or a file on this machine.
    public init(_ url: String, environment: [String: String], retry: RetryPolicy = RetryPolicy()) throws {
        location = try SourceLocation(url, hub: try HubSettings(environment: environment).endpoint)
        guard location.isRemote else { throw Diagnostic("fetch.source", "`\(url)` is no URL") }
        name = "\(location)"
        self.environment = environment
        self.retry = retry
    }

    /// The program, if it is in the store.
    public static func present(_ expected: Digest, in store: Store) throws -> StoredFile? {
        try store.file(expected).map(executable)
    }

    /// Brings the program into the store. Of two processes that want it at once, one downloads and the other waits.
    ///
    /// - Parameters:
    ///   - expected: what it must be; nil for whatever is there now.
    ///   - onTrouble: told what went wrong and is tried again.
    /// - Throws: ``Diagnostic`` `fetch.program` for what is no program, `fetch.checksum`, `fetch.…`, `network.…`,
    ///   `registry.…`, `aws.…`, `store.…`. Nothing is kept then but the beginning of what may still be right.
    public func fetch(
        into store: Store, expected: Digest? = nil, onTrouble: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Fetched {
        let settings = try HubSettings(environment: environment)
        let idle = try settings.silence ?? DownloadLimits.idle(environment)
        let options = HTTPOptions(followsRedirects: false, idleTimeout: idle, allowsHTTP2: false)
        return try await DownloadLimits().time(environment).over(name) {
            try await withHTTPClient(options, environment: environment) { client in
                try await withHTTPClient(RegistryClient.options, environment: environment) { registries in
                    try await fetch(into: store, expected, settings, client, registries, onTrouble)
                }
            }
        }
    }

    private func fetch(
        into store: Store, _ expected: Digest?, _ settings: HubSettings, _ client: RoutedHTTPClient,
        _ registries: RoutedHTTPClient, _ onTrouble: @escaping @Sendable (String) -> Void
    ) async throws -> Fetched {
        let announcement = try await announcement(settings, client, registries)
        if let expected, let announced = announcement.sha256, expected != announced {
            throw Download.mismatch(name, expected: expected, found: announced)
        }
        let download = Download(
            client: client, retry: retry, options: try DownloadLimits().options(environment),
            onTrouble: onTrouble)
        let file: StoredFile
        do {
            file = try await downloaded(announcement, expected, by: download, into: store)
        } catch let wrong as Diagnostic where wrong.code == "fetch.checksum" && expected == nil {
            throw contradiction(announcement.sha256)
        }
        return Fetched(file: file, pinned: announcement.pinned == name ? nil : announcement.pinned)
    }

    /// Nobody here has asked for a digest: its source tells one, and has something else.
    private func contradiction(_ announced: Digest?) -> Diagnostic {
        let told = announced.map { " (\($0))" } ?? ""
        return Diagnostic(
            "fetch.checksum", "`\(name)` is not the file that its source says it is\(told)",
            help: "its source contradicts itself: trust it with nothing until whoever keeps it has mended that")
    }

    private func announcement(
        _ settings: HubSettings, _ client: RoutedHTTPClient, _ registries: RoutedHTTPClient
    ) async throws -> Announcement {
        let web = Web(client: client)
        switch location {
        case .local: throw Diagnostic("fetch.source", "`\(name)` is no URL")
        case .hub where settings.isOffline:
            throw Diagnostic(
                "fetch.offline", "`\(name)` is not on this machine, and `HF_HUB_OFFLINE` forbids to fetch it",
                help: "unset `HF_HUB_OFFLINE`")
        case .hub(let file):
            return try await Hub(settings: settings, web: web, retry: retry).announce(file, identity: location.key)
        case .bucket(let object):
            return try await S3(environment: environment, web: web, retry: retry).announce(
                object, identity: location.key)
        case .artifact(let reference):
            return try await Artifacts(environment: environment, client: registries, retry: retry).announceOnlyFile(
                reference, identity: location.key)
        case .web(let url):
            let key = location.key
            return Announcement(file: RemoteFile(name: name, identity: key, locate: { RemoteLocation(url) }))
        }
    }

    private func downloaded(
        _ announcement: Announcement, _ expected: Digest?, by download: Download, into store: Store
    ) async throws -> StoredFile {
        var file = announcement.file
        (file.expected, file.size) = (expected ?? announcement.sha256, announcement.size)
        let partial = try await PartialFile.locked(store.partial(file.expected ?? location.key)) { _, _ in }
        if let known = file.expected, let present = try Self.present(known, in: store) {
            partial.discard()
            return present
        }
        let examination = FileExamination(admit: { [name] head in try ProgramBeginning(head).check(name) })
        guard case .complete(let digest, _) = try await download.run(file, into: partial, examination: examination)
        else { throw Diagnostic("fetch.refused", "`\(name)` answered 304 without being asked") }
        try partial.makeExecutable()
        partial.forgetJournal()
        let stored = try store.adopt(partial.path, moving: true, digest: digest)
        partial.finish()
        return try Self.executable(stored)
    }

    /// A file that came as something else before is the same file.
    private static func executable(_ file: StoredFile) throws -> StoredFile {
        guard Files.facts(file.path)?.isExecutable != true, chmod(file.path, 0o555) != 0 else { return file }
        throw Diagnostic(
            "store.write", "`\(file.path)` cannot be made executable",
            help: "the store must be this user's, and writable; or name another place in `RECUA_STORE`")
    }
}
