internal import Glibc
internal import RecuaCore
internal import RecuaGGUF
internal import RecuaHTTP

/// Finds the files of one stack: in the store, on this machine, or out in the world.
struct Fetcher {
    let host: StepHost
    let stack: StackFacts
    let retry: RetryPolicy
    let hub: Hub
    let cache: HubCache

    private var store: Store { host.store }

    init(host: StepHost, stack: StackFacts, retry: RetryPolicy, settings: HubSettings, client: RoutedHTTPClient) {
        self.host = host
        self.stack = stack
        self.retry = retry
        hub = Hub(settings: settings, web: Web(client: client), retry: retry)
        cache = HubCache(root: settings.cache)
    }

    /// The file that `source` names, from the first place that has it.
    func file(_ role: ModelRole, _ source: Source) async throws -> Model.File {
        if let sha256 = source.sha256, let known = store.file(sha256) {
            return try finished(known, role, source, from: source.url)
        }
        // All are understood before the first is asked: a mistake in a mirror should not wait for a bad day.
        let locations = try source.places.map { try location(of: $0, role) }
        var failures: [Diagnostic] = []
        for (place, location) in zip(source.places, locations) {
            do {
                let found = try await fetch(location, source.sha256, role)
                let file = try finished(found, role, source, from: place)
                if source.sha256 == nil, location.isRemote {
                    host.log("`\(file.name)` is \(file.sha256): write it as `sha256` to pin it")
                }
                return file
            } catch let error as Diagnostic {
                if location != locations.last { host.log("\(error.message); trying the next mirror", level: .warning) }
                failures.append(error)
            }
        }
        throw Fetcher.summary(failures)
    }

    private func fetch(_ location: SourceLocation, _ expected: Digest?, _ role: ModelRole) async throws -> StoredFile {
        switch location {
        case .local(let path): try local(Files.resolve(path, in: stack.folder), expected)
        case .hub(let file): try await hubFile(file, expected, role)
        case .web(let url): try await downloaded(location, Wanted(url: url, expected: expected), role)
        }
    }

    /// A file of the user's is used where it is: copying it would only cost time and disk.
    private func local(_ path: String, _ expected: Digest?) throws -> StoredFile {
        guard let facts = Files.facts(path), !facts.isFolder else {
            throw Diagnostic(
                "fetch.not-found", "there is no file `\(path)`", help: "paths start at the manifest's folder")
        }
        let file = try store.digest(ofLocalFile: path)
        if let expected, expected != file.sha256 {
            throw Download.mismatch(path, expected: expected, found: file.sha256)
        }
        return file
    }

    /// Looks into the file, and makes a program startable.
    private func finished(
        _ file: StoredFile, _ role: ModelRole, _ source: Source, from place: Secret
    ) throws -> Model.File {
        let name = try source.name ?? Fetcher.safe(fileName(at: place)) ?? role.rawValue
        try role.check(try Fetcher.inspect(file.path, try shown(place)), name: name)
        let isReady = !role.isProgram || Files.facts(file.path)?.isExecutable == true
        return Model.File(name: name, isReady ? file : try executable(file))
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

    /// The first failure, with the mirrors' beside it.
    private static func summary(_ failures: [Diagnostic]) -> Diagnostic {
        guard var first = failures.first else { return Diagnostic("fetch.source", "the source is empty") }
        first.related += failures.dropFirst().map { Diagnostic.Related("a mirror failed too: \($0.message)") }
        return first
    }
}
