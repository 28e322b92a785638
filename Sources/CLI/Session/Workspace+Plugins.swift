import RecuaCore

extension Workspace {
    /// The project with the plugins of all that still stands too: the manifest may have no stack any more that asks for
    /// one, and it is found where it was found then.
    ///
    /// - Parameter project: one that no manifest has any more; nil for the manifest's own.
    /// - Throws: ``Diagnostic`` `usage.no-project` too.
    static func openForTakingDown(_ options: ManifestOptions, of project: String? = nil) async throws -> Workspace {
        let parsed = try ManifestChoice.parse(options.file, CommandContext.current, startsPrograms: false)
        if let project { try await open(parsed, assembly: nil).demandStranded(project) }
        let outline = try await open(parsed, of: project, assembly: nil)
        let snapshot = try outline.engine.snapshot()
        let names = Set(snapshot.standingStacks.flatMap(snapshot.standing).map(\.plugin)).sorted()
        var assembly = try await assembly(
            of: outline.parsed, ManifestRequest(options), outline.context,
            besides: names.map { ParsedManifest.Wish(name: $0, place: .nowhere) }, isLenient: true)
        assembly.standIn()
        return try await open(outline.parsed, of: project, assembly: assembly)
    }

    /// All plugins of a manifest: those it declares, and those that it asks for and are found.
    ///
    /// - Parameter isLenient: true to leave out what cannot be used, and note it.
    /// - Throws: ``Diagnostics`` of every plugin that cannot be used.
    static func assembly(
        of parsed: ParsedManifest, _ request: ManifestRequest, _ context: CommandContext,
        _ manner: ProgramSupply.Manner = ProgramSupply.Manner(), pins: [String: PluginPin]? = nil,
        besides more: [ParsedManifest.Wish] = [], isLenient: Bool = false
    ) async throws -> PluginAssembly {
        let supply = try supply(of: parsed, context, manner, pins: pins)
        var assembly = PluginAssembly(context, store: supply.store)
        assembly.note(parsed.unstartable)
        for program in parsed.plugins {
            try await assembly.attempt(program.name) { try await supply.ready(program) }
        }
        // What a program would have brought is not to be looked for elsewhere.
        if !isLenient { try demandAll(of: assembly, parsed, request) }
        let asked = parsed.wishes(
            beyond: assembly.descriptors, overrides: request.overrides, target: request.target)
        let wishes = asked + more.filter { !assembly.has($0.name) }
        guard !wishes.isEmpty else { return assembly }
        let search = try PluginSearch(folder: parsed.folder, context, allowsPath: request.allowsPath)
        try await assembly.grant(wishes, by: search, supply)
        if !isLenient { try demandAll(of: assembly, parsed, request) }
        return assembly
    }

    /// - Throws: ``Diagnostics`` of all plugins that cannot be used, with what else is wrong with the manifest.
    private static func demandAll(
        of assembly: PluginAssembly, _ parsed: ParsedManifest, _ request: ManifestRequest
    ) throws {
        guard !assembly.unusable.isEmpty else { return }
        throw parsed.mistakes(
            besides: assembly.unusable.flatMap(\.problems), descriptors: assembly.descriptors,
            overrides: request.overrides, target: request.target)
    }

    /// All plugins that a manifest has, and that it could have: those that are found, whether it asks for them or not.
    ///
    /// What is found and cannot be used is told, and left out.
    static func everyPlugin(
        of parsed: ParsedManifest, _ request: ManifestRequest, _ context: CommandContext
    ) async throws -> PluginAssembly {
        var assembly = try await assembly(of: parsed, request, context)
        let search = try PluginSearch(folder: parsed.folder, context, allowsPath: request.allowsPath)
        let supply = try supply(of: parsed, context, ProgramSupply.Manner())
        for found in search.all() where found.isExecutable && !assembly.has(found.name) {
            let program = found.declaration(askedAt: .nowhere, in: parsed.folder)
            do {
                try await assembly.add(supply.ready(program))
            } catch {
                context.output.report(Diagnostics.from(error).map { $0.asWarning(at: found.path) })
            }
        }
        return assembly
    }

    static func supply(
        of parsed: ParsedManifest, _ context: CommandContext, _ manner: ProgramSupply.Manner,
        pins: [String: PluginPin]? = nil
    ) throws -> ProgramSupply {
        var manner = manner
        if try EnvironmentSwitch.isOn("RECUA_OFFLINE", in: context.environment) { manner.isOffline = true }
        if try EnvironmentSwitch.isLocked(context), !manner.isRelocking { manner.isStrict = true }
        return ProgramSupply(
            pins: pins ?? parsed.lock.file.plugins, lock: parsed.lock, manner: manner,
            store: Store(environment: context.environment), context: context)
    }
}

extension Diagnostic {
    fileprivate func asWarning(at path: String) -> Diagnostic {
        var warning = self
        warning.severity = .warning
        warning.place = nil
        warning.related.append(Related("it was found as `\(path)`"))
        return warning
    }
}
