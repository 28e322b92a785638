/// A manifest whose text is read, and whose sections wait for the plugins that own them.
public struct ParsedManifest: Sendable {
    public let project: String
    /// Absolute.
    public let folder: String
    public let files: [Manifest.File]
    public let plugins: [ProgramDeclaration]
    /// In the order of the text.
    public let stackNames: [String]
    public let profileNames: [String]
    /// The lock file beside the manifest.
    public let lock: ManifestLock

    /// Plugins that are declared and cannot be started, by name: why. Left out of ``plugins``.
    public let unstartable: [String: [Diagnostic]]
    let texts: [ManifestFile]
    let stacks: [Node.Member]
    let environment: [String: String]
    let diagnostics: [Diagnostic]
    /// What is no mistake and had better be otherwise.
    let warnings: [Diagnostic]

    /// - Parameters:
    ///   - startsPrograms: false to leave out the plugins that cannot be started.
    ///   - hasPlugins: false to leave out all plugins, whatever is wrong with them.
    /// - Throws: ``Diagnostics`` when the files belong to different projects, or a plugin cannot be started.
    init(
        _ texts: [ManifestFile], at location: ManifestLocation, environment: [String: String],
        startsPrograms: Bool = true, hasPlugins: Bool = true
    ) throws {
        lock = ManifestLock(beside: location)
        try Self.refuseSeveralProjects(texts, location)
        var names = NamedEntries()
        for text in texts { names.add(text.stacks ?? []) }
        var programs = ProgramDeclarations(folder: location.folder)
        for text in texts where hasPlugins { programs.add(text.plugins) }
        let found = texts.flatMap(\.diagnostics) + names.diagnostics + Self.withoutStacks(texts)
        let faults = programs.diagnostics.filter { startsPrograms || $0.code != ProgramDeclarations.startCode }
        guard faults.isEmpty else { throw Diagnostics(found + faults).sorted(texts) }
        project = texts.lazy.compactMap { $0.project?.string }.first ?? ""
        folder = location.folder
        files = texts.map { Manifest.File(path: $0.path, digest: $0.digest) }
        plugins = programs.declarations.filter { programs.unstartable[$0.name] == nil }
        unstartable = programs.unstartable
        stackNames = names.entries.map(\.key)
        var seen: Set<String> = []
        profileNames = texts.flatMap(\.profiles).map(\.key).filter { seen.insert($0).inserted }
        stacks = names.entries
        diagnostics = found + lock.problems
        warnings = programs.warnings
        self.texts = texts
        self.environment = environment
    }

    /// Merges defaults, stack, profile and overrides key by key, checks all of it, and resolves references.
    ///
    /// - Parameters:
    ///   - descriptors: every plugin, built in and declared.
    ///   - overrides: `path=value`, as `--set` takes them.
    ///   - target: the target of every stack, whatever the text says.
    ///   - locking: what the lock file is to this command.
    ///   - elsewhere: by the name of a section or a target that no plugin owns: where one could come from.
    /// - Throws: ``Diagnostics`` with every mistake of the whole manifest, sorted by file and offset; `lock.open` and
    ///   `lock.stale` when all must be locked, and what keeps the lock file from being read.
    public func resolve(
        descriptors: [PluginDescriptor], profile: String? = nil, overrides: [String] = [], target: String? = nil,
        locking: Locking = .used, elsewhere: [String: String] = [:]
    ) throws -> Manifest {
        let pins = locking == .leftAside ? LockFile() : lock.file
        var resolution = ManifestResolution(self, descriptors: descriptors, lock: pins, elsewhere: elsewhere)
        return try resolution.resolve(
            profile: profile, overrides: overrides, target: target, mustBeLocked: locking == .required)
    }

    /// What the lock file is to a command.
    public enum Locking: Sendable, Hashable {
        /// It pins what the manifest leaves open.
        case used
        /// Nothing may be left open by both.
        case required
        /// The sources are taken as they are written.
        case leftAside
    }

    private static func refuseSeveralProjects(_ texts: [ManifestFile], _ location: ManifestLocation) throws {
        let named = texts.compactMap { text in text.project?.string.map { (name: $0, text: text) } }
        guard Set(named.map(\.name)).count > 1, let folder = location.shownFolder, let first = named.first else {
            return
        }
        let related = named.map { Diagnostic.Related("project `\($0.name)`", at: $0.text.project?.place) }
        throw Diagnostics([
            Diagnostic(
                "manifest.projects", "the files in `\(folder)` belong to different projects",
                help: "pick one with -f: recua … -f \(first.text.shown)", related: related
            )
        ])
    }

    private static func withoutStacks(_ texts: [ManifestFile]) -> [Diagnostic] {
        guard let first = texts.first, texts.allSatisfy({ $0.stacks == nil && $0.diagnostics.isEmpty }) else {
            return []
        }
        return [
            Diagnostic(
                "manifest.missing-key", "missing key `stacks` in the manifest", at: first.beginning,
                help: "add `stacks:` and below it a stack by name"
            )
        ]
    }
}

/// Stacks of all files by name.
private struct NamedEntries {
    var entries: [Node.Member] = []
    var diagnostics: [Diagnostic] = []
    private var places: [String: Place] = [:]

    mutating func add(_ members: [Node.Member]) {
        for member in members {
            if !Name.isValid(member.key, limit: 40) {
                diagnostics.append(
                    Diagnostic(
                        "manifest.stack-name", "`\(member.key)` cannot name a stack", at: member.keyPlace,
                        help: "small letters, digits and dashes, a letter first, at most 40"
                    )
                )
            } else if let first = places[member.key] {
                diagnostics.append(
                    Diagnostic(
                        "manifest.duplicate-stack", "the stack `\(member.key)` is declared twice", at: member.keyPlace,
                        help: "rename one of them", related: [.init("it is first declared here", at: first)]
                    )
                )
            } else {
                places[member.key] = member.keyPlace
                entries.append(member)
            }
        }
    }
}
