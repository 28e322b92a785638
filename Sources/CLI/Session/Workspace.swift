import RecuaCore
import RecuaExternal

/// A project by its manifest's outline: enough to see what is deployed and to take it down, whatever is wrong inside
/// the stacks.
struct Workspace {
    let parsed: ParsedManifest
    let engine: Engine
    let context: CommandContext

    /// Reads the outline of the manifest.
    ///
    /// - Parameters:
    ///   - startsPrograms: false where no plugin is going to be asked: then no process is started.
    ///   - variables: added to the environment that plugins see.
    /// - Throws: ``Diagnostics`` when the outline itself cannot be understood.
    static func open(
        _ options: ManifestOptions, startsPrograms: Bool = true, adding variables: [String: String] = [:]
    ) async throws -> Workspace {
        try await open(file: options.file, startsPrograms: startsPrograms, adding: variables)
    }

    /// - Parameter file: the manifest's place; nil for the usual one.
    static func open(
        file: String?, startsPrograms: Bool = true, adding variables: [String: String] = [:]
    ) async throws -> Workspace {
        let context = CommandContext.current
        let parsed = try ManifestChoice.parse(file, context)
        let store = Store(environment: context.environment)
        let programs = startsPrograms ? parsed.plugins : []
        let pipeline = try await pipeline(with: programs, store: store, context)
        // Without its project's name a manifest says nothing of what is deployed: this tells all that is wrong.
        if parsed.project.isEmpty { _ = try parsed.resolve(descriptors: pipeline.descriptors) }
        let engine = Engine(
            project: Project(name: parsed.project, manifestFolder: parsed.folder), pipeline: pipeline, store: store,
            environment: context.environment.merging(variables) { _, added in added }, executable: context.executable
        )
        return Workspace(parsed: parsed, engine: engine, context: context)
    }

    /// Built-in plugins, those compiled in by the user, and the programs the manifest declares; a later one of the same
    /// name replaces an earlier one.
    static func pipeline(
        with programs: [ProgramDeclaration], store: Store, _ context: CommandContext
    ) async throws -> Pipeline {
        var providers = BuiltInPlugins.all
        func add(_ provider: any StepProvider) {
            providers.removeAll { $0.descriptor.name == provider.descriptor.name }
            providers.append(provider)
        }
        context.plugins.forEach(add)
        for program in programs {
            add(try await ProgramPlugin.describe(program, environment: context.environment, store: store))
        }
        return Pipeline(providers)
    }

    /// What the command says stays true while nothing that was looked at changes.
    func lasts() {
        context.output.recollection.lasts(variables: Question.variables(nil, engine.pipeline.descriptors))
    }

    /// Names of the manifest's stacks, in its order.
    var declared: [String] { parsed.stackNames }

    /// Names of the stacks of which something still stands, and that the manifest does not have.
    func orphans(in snapshot: LedgerSnapshot) -> [String] {
        let declared = Set(declared)
        return snapshot.standingStacks.filter { !declared.contains($0) }
    }
}
