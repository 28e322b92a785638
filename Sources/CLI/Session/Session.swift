import RecuaCore
import RecuaExternal

/// A manifest that is read and checked, with the engine to work on it.
struct Session {
    let manifest: Manifest
    let engine: Engine
    let context: CommandContext

    /// Reads the manifest, starts nothing that is not needed to understand it.
    ///
    /// - Throws: ``Diagnostics`` with every mistake of the manifest.
    static func open(_ options: ManifestOptions) async throws -> Session {
        let context = CommandContext.current
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        let parsed = try reader.parse(options.file)
        let store = Store(environment: context.environment)
        let pipeline = try await pipeline(for: parsed, store: store, context)
        let manifest = try parsed.resolve(
            descriptors: pipeline.descriptors, profile: options.profile, overrides: options.overrides, target: options.target
        )
        let engine = Engine(
            project: Project(name: manifest.project, manifestFolder: manifest.folder), pipeline: pipeline, store: store,
            environment: context.environment, executable: context.executable
        )
        return Session(manifest: manifest, engine: engine, context: context)
    }

    /// Built-in plugins, those compiled in by the user, and the programs the manifest declares; a later one of the same
    /// name replaces an earlier one.
    static func pipeline(for parsed: ParsedManifest, store: Store, _ context: CommandContext) async throws -> Pipeline {
        var providers = BuiltInPlugins.all
        func add(_ provider: any StepProvider) {
            providers.removeAll { $0.descriptor.name == provider.descriptor.name }
            providers.append(provider)
        }
        context.plugins.forEach(add)
        for declaration in parsed.plugins {
            add(try await ProgramPlugin.describe(declaration, environment: context.environment, store: store))
        }
        return Pipeline(providers)
    }

    /// The chosen stacks.
    func stacks(_ patterns: [String]) throws -> [Stack] {
        let names = Set(try StackNames.select(patterns, from: manifest.stacks.map(\.name)))
        return manifest.stacks.filter { names.contains($0.name) }
    }

    /// Looks for what only plugins can tell of the stacks. Warnings are shown, errors thrown.
    func check(_ stacks: [Stack]) async throws {
        let found = try await engine.pipeline.check(stacks)
        for warning in found where warning.severity != .error { context.output.tell(context.output.errorStyle.text(warning)) }
        let errors = found.filter { $0.severity == .error }
        guard errors.isEmpty else { throw Diagnostics(errors) }
    }
}
