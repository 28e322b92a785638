internal import RecuaCore
internal import RecuaHTTP
internal import RecuaOCI
internal import RecuaTransfer

/// Finds the files of one stack: in the store, on this machine, or out in the world.
struct Fetcher {
    let host: StepHost
    let stack: StackFacts
    let retry: RetryPolicy
    let options: DownloadOptions
    let time: TimeLimit
    let client: RoutedHTTPClient
    let hub: Hub
    let cache: HubCache
    let storage: S3
    let artifacts: Artifacts
    /// What is known of the image beforehand.
    let image: ImageHints
    /// What other stacks of the run fetch.
    let fetches: SharedFetches
    /// False for who pins what is fetched anyway.
    var advisesToPin = true

    private var store: Store { host.store }

    init(
        host: StepHost, stack: StackFacts, retry: RetryPolicy, options: DownloadOptions, time: TimeLimit,
        settings: HubSettings, image: ImageHints, fetches: SharedFetches, client: RoutedHTTPClient,
        registries: RoutedHTTPClient
    ) {
        self.fetches = fetches
        self.host = host
        self.stack = stack
        self.retry = retry
        self.options = options
        self.time = time
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
        guard locations.contains(where: \.isRemote) else { return try await file(role, source, at: locations) }
        return try await time.over(try shown(source.url)) { try await file(role, source, at: locations) }
    }

    private func file(_ role: ModelRole, _ source: Source, at locations: [SourceLocation]) async throws -> Model.File {
        var failures: [FailedPlace] = []
        for (index, (place, location)) in zip(source.places, locations).enumerated() {
            do {
                let wanted = try wanted(role, source, at: place)
                let file = try finished(try await fetch(location, wanted), wanted, from: place)
                if source.sha256 == nil, location.isRemote, advisesToPin {
                    host.log("`\(file.name)` is \(file.sha256): `recua lock` pins it", level: .notice)
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
        return try await shared(location, wanted)
    }

    private func name(of source: Source, at place: Secret, _ role: ModelRole) throws -> String {
        try source.name ?? Fetcher.safe(fileName(at: place, role)) ?? role.rawValue
    }

    /// A name that is one file name and nothing else; nil when nothing is left of it.
    private static func safe(_ name: String) -> String? {
        let kept = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) }.drop {
            $0 == "." || $0 == "-"
        }
        return kept.isEmpty ? nil : String(kept.suffix(200))
    }
}
