import RecuaCore
import RecuaExternal

/// Puts together the plugins of a command: built-in ones, those compiled in by the user, and programs. A later one of the
/// same name replaces an earlier one; but no program replaces a built-in one.
struct PluginAssembly {
    private(set) var providers: [any StepProvider]
    /// The programs among them, as they are started.
    private(set) var programs: [ProgramDeclaration] = []
    /// By the name of a section or target that no plugin has: where one could come from.
    private(set) var elsewhere: [String: String] = [:]
    /// The programs that cannot be used.
    private(set) var unusable: [UnusablePlugin] = []
    private let context: CommandContext
    private let store: Store

    init(_ context: CommandContext, store: Store) {
        providers = BuiltInPlugins.all
        self.context = context
        self.store = store
        for plugin in context.plugins { add(plugin) }
    }

    /// As ``add(_:)``; a program that cannot be used is noted among ``unusable``.
    mutating func attempt(_ name: String, _ program: () async throws -> ProgramDeclaration) async throws {
        do { try await add(program()) } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            unusable.append(UnusablePlugin(name: name, problems: Diagnostics.from(error)))
        }
    }

    /// Notes programs that cannot be used, by name.
    mutating func note(_ problems: [String: [Diagnostic]]) {
        unusable += problems.sorted { $0.key < $1.key }.map { UnusablePlugin(name: $0.key, problems: $0.value) }
    }

    /// Puts those that cannot be used in their own places, and in nobody else's.
    mutating func standIn() {
        let taken = Set(descriptors.map(\.name))
        for plugin in unusable where !taken.contains(plugin.name) { add(plugin) }
    }

    var pipeline: Pipeline { Pipeline(providers, families: BuiltInPlugins.families) }

    var descriptors: [PluginDescriptor] { pipeline.descriptors }

    /// Starts the program, unless what it says of itself is known.
    ///
    /// - Parameter program: on this machine.
    /// - Throws: what describing it throws; ``Diagnostic`` `plugin.name-taken`, `plugin.section-taken`, `plugin.kind-taken`.
    mutating func add(_ program: ProgramDeclaration) async throws {
        if let problem = names.clash(ofName: program.name, at: program.place) { throw problem }
        let plugin = try await ProgramPlugin.describe(
            program, environment: context.environment, store: store, limits: PluginTracing.limits(context),
            goesOn: true)
        context.programs.add(plugin)
        if let problem = names.clash(of: plugin.descriptor, at: program.place) { throw problem }
        add(plugin)
        programs.removeAll { $0.name == program.name }
        programs.append(program)
    }

    /// Looks for what the manifest asks for and does not declare, and for nothing else.
    mutating func grant(
        _ wishes: [ParsedManifest.Wish], by search: PluginSearch, _ supply: ProgramSupply
    ) async throws {
        for wish in wishes where !has(wish.name) {
            if let found = search.program(wish.name) {
                try await attempt(wish.name) {
                    try await supply.ready(found.declaration(askedAt: wish.place, in: search.folder))
                }
            }
        }
        for wish in wishes where !has(wish.name) { elsewhere[wish.name] = search.help(for: wish.name) }
    }

    /// Whether there is a plugin, or a section, of this name.
    func has(_ name: String) -> Bool {
        unusable.contains { $0.name == name }
            || descriptors.contains { $0.name == name || $0.sections.contains { $0.name == name } }
    }

    /// What programs cannot be called, since somebody else is.
    var names: TakenNames {
        TakenNames(
            builtIn: BuiltInPlugins.all.map(\.descriptor), families: BuiltInPlugins.families.map(\.descriptor),
            others: providers.map(\.descriptor))
    }

    private mutating func add(_ provider: any StepProvider) {
        providers.removeAll { $0.descriptor.name == provider.descriptor.name }
        providers.append(provider)
    }
}
