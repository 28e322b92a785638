import RecuaCore
import RecuaExternal
import RecuaFetch

/// Makes of plugins that are programs what may be started: of those that are fetched only what is pinned, by the
/// manifest or by the lock file.
struct ProgramSupply: Sendable {
    /// What the lock file has of plugins.
    let pins: [String: PluginPin]
    let lock: ManifestLock
    let manner: Manner
    let store: Store
    let context: CommandContext

    struct Manner: Sendable, Hashable {
        /// Whether what is not as it is locked is refused.
        var isStrict = false
        /// Whether nothing may be fetched.
        var isOffline = false
        /// Whether nobody need hear that a lock file is not up to date: it is about to be.
        var isQuiet = false
        /// Whether all is about to be locked anew, and need not be as it was.
        var isRelocking = false
    }

    /// - Returns: the program, on this machine and as it is pinned.
    /// - Throws: ``Diagnostic`` at the plugin's place: `plugin.not-locked`, `lock.stale`, `lock.open`, `fetch.…`,
    ///   `network.…`, `registry.…`; ``Diagnostics`` of a lock file that cannot be read.
    func ready(_ program: ProgramDeclaration) async throws -> ProgramDeclaration {
        guard let source = program.source else {
            try hold(program)
            return program
        }
        let pin = pins[program.name].flatMap { $0.source == source.url ? $0 : nil }
        guard let expected = source.sha256 ?? pin?.sha256 else { throw notLocked(program, source) }
        if let own = source.sha256, let pin, pin.sha256 != own { try tell(contradiction(program, source, pin)) }
        if let file = try sound(expected) { return program.fetched(as: file.path) }
        let place = source.sha256 == nil ? pin?.url : nil
        let fetched = try await fetch(program, source, from: place ?? source.url, expected)
        return program.fetched(as: fetched.file.path)
    }

    /// The program in the store, if it is there and still what its name says: it is about to be started.
    private func sound(_ expected: Digest) throws -> StoredFile? {
        guard let file = try RemoteProgram.present(expected, in: store) else { return nil }
        if try store.digest(ofLocalFile: file.path).sha256 == expected { return file }
        context.output.tell("`\(file.path)` is damaged, and is fetched again")
        try Files.remove(file.path)
        return nil
    }

    /// The program as it is at its source now, in the store and not started.
    ///
    /// - Returns: what pins it, besides the file.
    func latest(_ program: ProgramDeclaration, _ source: ProgramDeclaration.Source) async throws -> PluginPin {
        let fetched = try await fetch(program, source, from: source.url, nil)
        // What a reference stands for is nobody's business.
        let url = source.url.contains("${") ? nil : fetched.pinned
        return PluginPin(source: source.url, sha256: fetched.file.sha256, size: fetched.file.size, url: url)
    }

    /// What a program on this machine is made of, for the lock file.
    func present(_ program: ProgramDeclaration) throws -> PluginPin {
        PluginPin(sha256: try program.digest(in: store, environment: context.environment))
    }

    private func fetch(
        _ program: ProgramDeclaration, _ source: ProgramDeclaration.Source, from url: String, _ expected: Digest?
    ) async throws -> RemoteProgram.Fetched {
        do {
            let secrets = SecretResolver(environment: context.environment, folder: program.folder)
            let remote = try RemoteProgram(try secrets.resolve(url), environment: context.environment)
            let shown = SourceName.shown(url)
            guard !manner.isOffline else {
                throw Diagnostic(
                    "fetch.offline", "`\(shown)` is not on this machine, and recua is offline",
                    help: "fetch it once while online")
            }
            context.output.tell("fetching plugin `\(program.name)` from \(shown)")
            return try await remote.fetch(into: store, expected: expected) { [output = context.output] in
                output.tell("plugin `\(program.name)`: \($0)")
            }
        } catch var problem as Diagnostic {
            problem.message = "plugin `\(program.name)`: \(problem.message)"
            problem.place = source.place
            if problem.code == "fetch.checksum", source.sha256 == nil, let expected {
                problem.message =
                    "plugin `\(program.name)`: `\(SourceName.shown(url))` is no longer what `\(lock.name)` names: sha256 "
                    + "\(expected.short)…"
                problem.help = "check where it comes from; if it was replaced on purpose, run: recua lock --update"
            }
            throw problem
        }
    }

    /// Held against the lock file before it is started: whoever writes a plugin changes it all day, and others should
    /// see it.
    private func hold(_ program: ProgramDeclaration) throws {
        guard let pin = pins[program.name] else {
            if manner.isStrict, [.user, .path].contains(program.origin) { throw open(program) }
            return
        }
        let digest = try program.digest(in: store, environment: context.environment)
        guard pin.source != nil || pin.sha256 != digest else { return }
        try tell(stale(program, pin))
    }

    /// - Throws: the problem itself, where all must be as it is locked.
    private func tell(_ problem: Diagnostic) throws {
        if manner.isStrict { throw problem }
        if manner.isQuiet { return }
        var warning = problem
        warning.severity = .warning
        context.output.report(warning)
    }
}

/// What there is to say of plugins and the lock file.
extension ProgramSupply {
    private func notLocked(_ program: ProgramDeclaration, _ source: ProgramDeclaration.Source) -> any Error {
        if !lock.problems.isEmpty { return Diagnostics(lock.problems) }
        return Diagnostic(
            "plugin.not-locked",
            "plugin `\(program.name)` is fetched, and neither the manifest nor `\(lock.name)` says what it must be",
            at: source.place, help: "run: recua lock; or write its `sha256`")
    }

    private func open(_ program: ProgramDeclaration) -> Diagnostic {
        Diagnostic(
            "lock.open", "`\(lock.name)` does not pin plugin `\(program.name)`, which is not the project's own",
            at: program.place, help: "run: recua lock")
    }

    private func stale(_ program: ProgramDeclaration, _ pin: PluginPin) -> Diagnostic {
        let now =
            pin.source == nil
            ? (try? program.digest(in: store, environment: context.environment)).map { " → \($0.short)…" } ?? "" : ""
        return Diagnostic(
            "lock.stale",
            "plugin `\(program.name)` is not the one that `\(lock.name)` names: sha256 \(pin.sha256.short)…\(now)",
            at: program.place, help: "if that is as it should be, run: recua lock")
    }

    private func contradiction(
        _ program: ProgramDeclaration, _ source: ProgramDeclaration.Source, _ pin: PluginPin
    ) -> Diagnostic {
        Diagnostic(
            "lock.stale",
            "plugin `\(program.name)` has another `sha256` here than in `\(lock.name)`, where it is "
                + "\(pin.sha256.short)…",
            at: source.place, help: "the manifest counts; bring the lock file up to date: recua lock")
    }
}
