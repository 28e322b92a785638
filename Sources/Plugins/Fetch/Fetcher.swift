internal import Glibc
internal import RecuaCore
internal import RecuaGGUF
internal import RecuaHTTP
internal import RecuaOCI
internal import RecuaTransfer

/// Finds the files of one stack: in the store, on this machine, or out in the world.
struct Fetcher {
    let host: StepHost
    let stack: StackFacts
    let retry: RetryPolicy
    let options: DownloadOptions
    let client: RoutedHTTPClient
    let hub: Hub
    let cache: HubCache
    let storage: S3
    let artifacts: Artifacts
    /// What is known of the image beforehand.
    let image: ImageHints

    private var store: Store { host.store }

    init(
        host: StepHost, stack: StackFacts, retry: RetryPolicy, options: DownloadOptions, settings: HubSettings,
        image: ImageHints, client: RoutedHTTPClient, registries: RoutedHTTPClient
    ) {
        self.host = host
        self.stack = stack
        self.retry = retry
        self.options = options
        self.client = client
        self.image = image
        let web = Web(client: client)
        hub = Hub(settings: settings, web: web, retry: retry)
        cache = HubCache(root: settings.cache)
        storage = S3(environment: host.environment, web: web, retry: retry)
        artifacts = Artifacts(environment: host.environment, client: registries, retry: retry)
    }

    /// The file that `source` names, from the first place that has it.
    func file(_ role: ModelRole, _ source: Source) async throws -> Model.File {
        if let sha256 = source.sha256, let known = store.file(sha256) {
            return try finished(known, try wanted(role, source, at: source.url), from: source.url)
        }
        // All are understood before the first is asked: a mistake in a mirror should not wait for a bad day.
        let locations = try source.places.map { try location(of: $0, role) }
        var failures: [FailedPlace] = []
        for (index, (place, location)) in zip(source.places, locations).enumerated() {
            do {
                let wanted = try wanted(role, source, at: place)
                let file = try finished(try await fetch(location, wanted), wanted, from: place)
                if source.sha256 == nil, location.isRemote {
                    host.log("`\(file.name)` is \(file.sha256): `recua lock` pins it")
                }
                return file
            } catch let error as Diagnostic {
                let failure = FailedPlace(name: try shown(place), problem: error)
                guard failure.isOfPlace else { throw error }
                if index + 1 < locations.count { host.log("\(failure.text); trying the next mirror", level: .warning) }
                failures.append(failure)
            }
        }
        throw FailedPlace.summary(failures)
    }

    private func wanted(_ role: ModelRole, _ source: Source, at place: Secret) throws -> Wanted {
        Wanted(
            role: role, name: try name(of: source, at: place, role), expected: source.sha256, size: source.size,
            architecture: image.architecture, isStored: image.isStored)
    }

    private func fetch(_ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile {
        if case .local(let path) = location { return try await local(Files.resolve(path, in: stack.folder), wanted) }
        return try await remote(location, wanted)
    }

    /// A file of the user's is used where it is: copying it would only cost time and disk.
    private func local(_ path: String, _ wanted: Wanted) async throws -> StoredFile {
        guard let facts = Files.facts(path), !facts.isFolder else {
            throw Diagnostic(
                "fetch.not-found", "there is no file `\(path)`", help: "paths start at the manifest's folder")
        }
        let file = try await digested(path, wanted)
        if let expected = wanted.expected, expected != file.sha256 {
            throw Download.mismatch(path, expected: expected, found: file.sha256)
        }
        return file
    }

    /// A file on this machine with its digest, read once for that and for its layer's.
    func digested(_ path: String, _ wanted: Wanted) async throws -> StoredFile {
        let layer = LayerAlongside(wanted, store: store)
        let file = try await store.digest(ofLocalFile: path) {
            let bytes = try FileBytes(path: path)
            return layer.observers(head: try bytes.read(at: 0, count: FileExamination.headSize), size: bytes.size)
        } onProgress: {
            host.progress("digest", done: $0, total: $1)
        }
        layer.record(file)
        return file
    }

    /// Looks into the file, and makes a program startable.
    private func finished(_ file: StoredFile, _ wanted: Wanted, from place: Secret) throws -> Model.File {
        let facts = try Fetcher.inspect(file.path, try shown(place))
        try wanted.role.check(facts, name: wanted.name)
        try wanted.checkProgram(facts)
        let isReady = !wanted.role.isProgram || Files.facts(file.path)?.isExecutable == true
        return Model.File(name: wanted.name, isReady ? file : try executable(file))
    }

    private func name(of source: Source, at place: Secret, _ role: ModelRole) throws -> String {
        try source.name ?? Fetcher.safe(fileName(at: place, role)) ?? role.rawValue
    }

    /// A copy in the store that may be started. Files outside the store are the user's, and keep their mode.
    private func executable(_ file: StoredFile) throws -> StoredFile {
        var file = file
        if file.path != store.path(of: file.sha256) {
            host.log("`\(file.path)` is not executable: a copy is made (`chmod +x` saves that)")
            file = try store.adopt(file.path, moving: false, digest: file.sha256)
        }
        guard chmod(file.path, 0o555) == 0 else {
            throw Diagnostic("store.write", "`\(file.path)` cannot be made executable")
        }
        return file
    }

    static func inspect(_ path: String, _ name: String) throws -> ModelFileFacts {
        do {
            return try ModelFile.inspect(try FileBytes(path: path))
        } catch let error as Diagnostic where error.code.hasPrefix("model.") {
            var named = error
            named.message = "`\(name)`: \(error.message)"
            throw named
        }
    }

    /// A name that is one file name and nothing else; nil when nothing is left of it.
    private static func safe(_ name: String) -> String? {
        let kept = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) }.drop {
            $0 == "." || $0 == "-"
        }
        return kept.isEmpty ? nil : String(kept.suffix(200))
    }
}
