import ArgumentParser
import RecuaCore
import RecuaFetch

/// `recua lock`
struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "lock", "Pin what the manifest leaves open of its sources, and its plugins, in a file beside it.",
        discussion: """
            Adds what is missing and drops what the manifest does not name any more, in any profile. A file is fetched \
            only where its source cannot tell what it is; a plugin always, and it is pinned before it is started. Commit \
            the lock file.
            """
    )

    @OptionGroup var selection: StackSelection
    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("The manifest: a file or a folder. By default `stacks`, else `recua.yaml`.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?
    @Flag(help: "Ask again about what is locked: takes what has changed at its source.") var update = false
    @Flag(help: "Write nothing, and exit with 11 when the lock file would change.") var check = false
    @Flag(help: "Print the result as JSON.") var json = false

    @Flag(help: "Use plugins that are found in PATH as recua-plugin-NAME. RECUA_PATH_PLUGINS=1 means the same.")
    var allowPathPlugins = false

    func run() async throws {
        let context = CommandContext.current
        try FetchPlugin.checkLimits(context.environment)
        let request = ManifestRequest(file: file, allowsPath: allowPathPlugins)
        let parsed = try ManifestChoice.parse(file, context)
        guard parsed.lock.problems.isEmpty else { throw Diagnostics(parsed.lock.problems) }
        var plugins = PluginLocking(
            try Workspace.supply(of: parsed, context, ProgramSupply.Manner(isQuiet: true, isRelocking: true)),
            asksAgain: update)
        // What is missing is known without asking.
        let isAsking = update || !check
        try await plugins.pin(parsed.plugins, isAsking: isAsking)
        // Nor is a program started that is not the one that is locked, where that must not be.
        let isStrict = try check && EnvironmentSwitch.isLocked(context)
        guard plugins.open.isEmpty, !isStrict || !plugins.isDue else {
            return try show(unasked: plugins, parsed.lock, context.output)
        }
        // What is fetched is pinned before it is started.
        if !check, parsed.plugins.contains(where: { $0.source != nil }) {
            _ = try parsed.lock.change { plugins.applied(to: $0) }
        }
        let assembly = try await Workspace.assembly(
            of: parsed, request, context,
            ProgramSupply.Manner(isStrict: isStrict, isQuiet: true, isRelocking: true),
            pins: check ? plugins.before : plugins.after)
        try await plugins.pin(assembly.programs.filter { $0.origin != .declared }, isAsking: isAsking)
        plugins.keep(only: parsed.plugins + assembly.programs)
        let workspace = try await Workspace.open(parsed, assembly: assembly)
        try await lock(workspace, plugins, isAsking: isAsking)
    }

    private func lock(_ workspace: Workspace, _ plugins: PluginLocking, isAsking: Bool) async throws {
        let scope = try LockScope(workspace.parsed, workspace.engine.pipeline.descriptors, workspace.elsewhere)
        let stacks = Set(try StackNames.select(selection.stacks, from: workspace.declared))
        let plan = LockUpdate(
            of: workspace.parsed.lock.file, sources: scope.sources, in: stacks, asksAgain: update,
            knowsAll: scope.unreadable.isEmpty
        )
        warn(scope, plan, workspace.context.output)
        let run = RunSession("lock", selection, engine: workspace.engine, workspace.context, try settings(workspace))
        let (pins, result) = isAsking ? try await run.pins(of: plan.questions, in: scope.manifests) : ([:], nil)
        let isCut = result?.wasCancelled == true
        func applied(to file: LockFile) -> LockFile {
            let file = plan.applied(pins, to: file)
            return isCut ? file : plugins.applied(to: file)
        }
        let after = applied(to: plan.before)
        if !check { _ = try workspace.parsed.lock.change(applied) }
        let outcome = Outcome(
            name: workspace.parsed.lock.name, report: LockReport(plan, after, isAsked: isAsking),
            isWritten: !check && after != plan.before, isDue: after != plan.before || (!isAsking && plan.isDue))
        show(outcome, result, workspace.context.output)
        if let result { try run.conclude(result) }
        if check, outcome.isDue { throw ExitStatus.changes }
    }

    /// Of a plugin that is not pinned nothing is known, so neither is what sources the manifest has.
    private func show(unasked plugins: PluginLocking, _ lock: ManifestLock, _ output: Output) throws {
        let update = LockUpdate(of: lock.file, sources: [], in: [], knowsAll: false)
        let report = LockReport(
            update, plugins.applied(to: lock.file), isAsked: false, openPlugins: plugins.open)
        show(Outcome(name: lock.name, report: report, isWritten: false, isDue: true), nil, output)
        throw ExitStatus.changes
    }

    private struct Outcome {
        var name: String
        var report: LockReport
        var isWritten: Bool
        /// Whether the lock file changed, or would.
        var isDue: Bool
    }

    private func settings(_ workspace: Workspace) throws -> RunSettings {
        let environment = workspace.context.environment
        return RunSettings(isOffline: try EnvironmentSwitch.isOn("RECUA_OFFLINE", in: environment))
    }

    private func warn(_ scope: LockScope, _ plan: LockUpdate, _ output: Output) {
        if !scope.unreadable.isEmpty {
            let names = scope.unreadable.joined(separator: ", ")
            output.tell("cannot be read here: \(names); its sources are left as they are, and nothing is dropped")
        }
        let warnings = plan.unpinnable.map { use in
            Diagnostic(
                "lock.unpinnable",
                "`\(SourceName.shown(use.text))` cannot be pinned: its plugin takes no `sha256` for it",
                severity: .warning, at: use.place
            )
        }
        output.report(warnings)
    }

    private func show(_ outcome: Outcome, _ result: RunResult?, _ output: Output) {
        guard !json else { return output.print(json: document(outcome, result)) }
        let table = outcome.report.table(output.style)
        if !table.isEmpty { output.print(table) }
        let words = sentence(outcome)
        if !words.isEmpty { output.print(words) }
    }

    private func sentence(_ outcome: Outcome) -> String {
        if outcome.isWritten { return "wrote \(outcome.name): \(outcome.report.summary)" }
        if check, outcome.isDue {
            return "\(outcome.name) is not up to date; run: recua lock\(update ? " --update" : "")"
        }
        guard outcome.report.count(.open) == 0 else { return "" }
        let counts = [(LockReport.Kind.source, "source"), (.plugin, "plugin")].map { kind, name in
            (count: outcome.report.lines.count { $0.kind == kind && $0.state == .kept }, name: name)
        }
        let words = counts.filter { $0.count > 0 }.map { Quantity.count($0.count, $0.name) }
        return words.isEmpty
            ? "the manifest leaves nothing open" : "\(words.joined(separator: " and ")) locked, none changed"
    }

    private func document(_ outcome: Outcome, _ result: RunResult?) -> JSON {
        [
            "version": OutputVersion.current, "file": .string(outcome.name), "written": .bool(outcome.isWritten),
            "changed": .bool(outcome.isDue), "sources": outcome.report.json(of: .source),
            "plugins": outcome.report.json(of: .plugin),
            "problems": .array((result?.problems ?? []).map(\.json)),
        ]
    }
}
