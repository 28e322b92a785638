import RecuaCore
import Synchronization

/// A manifest that is read and checked, with the engine to work on it.
struct Session {
    let manifest: Manifest
    let engine: Engine
    let context: CommandContext
    /// The plugins that are programs, as they are started.
    let programs: [ProgramDeclaration]
    /// What the ledger knows, where that was read beforehand.
    var early: EarlySnapshot?

    /// Opens it for a command that plans: what the ledger knows is read meanwhile.
    ///
    /// - Throws: as ``open(_:_:)``.
    static func openForPlanning(_ options: ManifestOptions, _ sources: SourceOptions) async throws -> Session {
        let context = CommandContext.current
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        async let early = EarlySnapshot(of: options.file, by: reader)
        var session = try await open(options, sources)
        session.early = await early
        return session
    }

    /// Reads the manifest, starts nothing that is not needed to understand it.
    ///
    /// - Throws: ``Diagnostics`` with every mistake of the manifest.
    static func open(_ options: ManifestOptions, _ sources: SourceOptions) async throws -> Session {
        let locking = try sources.locking(CommandContext.current)
        let workspace = try await Workspace.open(
            options, adding: try sources.variables(CommandContext.current),
            ProgramSupply.Manner(
                isStrict: locking == .required, isOffline: try sources.isOffline(CommandContext.current)))
        let manifest = try workspace.parsed.resolve(
            descriptors: workspace.engine.pipeline.descriptors, profile: options.profile, overrides: options.overrides,
            target: options.target, locking: locking, elsewhere: workspace.elsewhere
        )
        workspace.context.keepsakes.add(workspace)
        return Session(
            manifest: manifest, engine: workspace.engine, context: workspace.context, programs: workspace.programs)
    }

    /// The chosen stacks.
    func stacks(_ patterns: [String]) throws -> [Stack] {
        let names = Set(try StackNames.select(patterns, from: manifest.stacks.map(\.name)))
        return manifest.stacks.filter { names.contains($0.name) }
    }

    /// What the command says stays true while nothing that was looked at changes.
    func lasts() {
        context.output.recollection.lasts(variables: Question.variables(manifest, engine.pipeline.descriptors))
    }

    /// Looks for what only plugins can tell of the stacks, and shows it.
    ///
    /// - Throws: ``ExitStatus/usage`` when there is an error among it.
    func check(_ stacks: [Stack]) async throws { try await conclude(engine.pipeline.check(stacks)) }

    /// Plans the stacks, and checks meanwhile those that are not up to date: what is was checked when it was made, by the
    /// same plugins.
    ///
    /// - Returns: nil when the stacks cannot be planned; then all of them are checked.
    /// - Throws: as ``check(_:)``.
    func checkedPlan(_ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = []) async throws -> Plan? {
        let (unfinished, stream) = AsyncStream.makeStream(of: Stack.self)
        let count = Mutex(0)
        async let found = engine.pipeline.check(unfinished) { count.withLock { $0 } }
        let plan = try? engine.plan(stacks, goal: goal, asked: asked, knowing: early) { plan in
            guard !plan.isFresh else { return }
            count.withLock { $0 += 1 }
            stream.yield(plan.stack)
        }
        stream.finish()
        context.keepsakes.add(plan)
        let problems = await found
        guard let plan else {
            try await check(stacks)
            return nil
        }
        try await conclude(problems)
        return plan
    }

    private func conclude(_ problems: [Diagnostic]) async throws {
        let found = manifest.warnings + problems
        context.output.report(found.filter { $0.severity != .error })
        let errors = found.filter { $0.severity == .error }
        guard !errors.isEmpty else { return }
        // Nothing runs any more that would end what the checks started.
        try await engine.endingProviders {
            context.output.report(errors)
            // A mistake in the manifest, whichever plugin found it and whatever it calls it.
            throw ExitStatus.usage
        }
    }
}
