import RecuaCore

/// A project by its manifest's outline: enough to see what is deployed and to take it down, whatever is wrong inside
/// the stacks.
struct Workspace {
    let parsed: ParsedManifest
    let engine: Engine
    let context: CommandContext
    /// The plugins that are programs, as they are started.
    let programs: [ProgramDeclaration]
    /// By the name of a section or target that no plugin has: where one could come from.
    let elsewhere: [String: String]
    /// The plugins that cannot be used, where that is no reason to stop.
    var unusable: [UnusablePlugin] = []

    /// Reads the outline of the manifest.
    ///
    /// - Parameters:
    ///   - startsPrograms: false where no plugin is going to be asked: then no process is started, and none is fetched;
    ///     one that cannot be started is no reason to stop.
    ///   - variables: added to the environment that plugins see.
    ///   - manner: how plugins come by their programs.
    /// - Throws: ``Diagnostics`` when the outline itself cannot be understood, or a plugin cannot be used.
    static func open(
        _ options: ManifestOptions, startsPrograms: Bool = true, adding variables: [String: String] = [:],
        _ manner: ProgramSupply.Manner = ProgramSupply.Manner()
    ) async throws -> Workspace {
        try await open(
            ManifestRequest(options), startsPrograms: startsPrograms, adding: variables, manner)
    }

    /// - Parameter file: the manifest's place; nil for the usual one.
    static func open(file: String?, startsPrograms: Bool = true) async throws -> Workspace {
        try await open(ManifestRequest(file: file), startsPrograms: startsPrograms)
    }

    static func open(
        _ request: ManifestRequest, startsPrograms: Bool = true, adding variables: [String: String] = [:],
        _ manner: ProgramSupply.Manner = ProgramSupply.Manner()
    ) async throws -> Workspace {
        let context = CommandContext.current
        let parsed = try parsed(request, context)
        guard startsPrograms else { return try await open(parsed, assembly: nil, adding: variables) }
        let assembly = try await assembly(of: parsed, request, context, manner)
        return try await open(parsed, assembly: assembly, adding: variables)
    }

    /// - Throws: ``Diagnostics``: of a mistake in what is said of the plugins with all that can be told of the rest.
    private static func parsed(_ request: ManifestRequest, _ context: CommandContext) throws -> ParsedManifest {
        do {
            return try ManifestChoice.parse(request.file, context, startsPrograms: false)
        } catch {
            guard let rest = try? ManifestChoice.parse(request.file, context, hasPlugins: false) else { throw error }
            let assembly = PluginAssembly(context, store: Store(environment: context.environment))
            throw rest.mistakes(
                besides: Diagnostics.from(error), descriptors: assembly.descriptors, overrides: request.overrides,
                target: request.target)
        }
    }

    /// - Parameters:
    ///   - project: the one whose rows of the ledger are meant; nil for the manifest's.
    ///   - assembly: the plugins; nil for those that need no process.
    static func open(
        _ parsed: ParsedManifest, of project: String? = nil, assembly: PluginAssembly?,
        adding variables: [String: String] = [:]
    ) async throws -> Workspace {
        let context = CommandContext.current
        let store = Store(environment: context.environment)
        let assembly = assembly ?? PluginAssembly(context, store: store)
        // Without its project's name a manifest says nothing of what is deployed: this tells all that is wrong.
        if parsed.project.isEmpty { _ = try parsed.resolve(descriptors: assembly.descriptors) }
        let engine = Engine(
            project: Project(name: project ?? parsed.project, manifestFolder: parsed.folder),
            pipeline: assembly.pipeline, store: store,
            environment: context.environment.merging(variables) { _, added in added }, executable: context.executable,
            hook: Departure.hook)
        return Workspace(
            parsed: parsed, engine: engine, context: context, programs: assembly.programs,
            elsewhere: assembly.elsewhere, unusable: assembly.unusable)
    }

    /// What the command says stays true while nothing that was looked at changes.
    func lasts() {
        context.output.recollection.lasts(variables: Question.variables(nil, engine.pipeline.descriptors))
    }

    /// Names of the manifest's stacks, in its order.
    var declared: [String] { parsed.stackNames }

    /// The stacks of which something still stands, and that the manifest does not have.
    func undeclared(in snapshot: LedgerSnapshot) -> Undeclared {
        Undeclared(in: snapshot, declared: declared, engine, context)
    }
}
