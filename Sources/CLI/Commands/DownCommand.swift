import ArgumentParser
import RecuaCore

/// `recua down`
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "down", "Take deployments down. Models and images stay, so that the next `up` is quick.",
        discussion: """
            On a terminal it asks before it takes down what is not on this machine. It needs no more of the manifest \
            than its project and its plugins: mistakes in the stacks do not stop it.
            """
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Take down stacks that are deployed but no longer in the manifest, and no others.") var orphans = false
    @Option(
        help: .init(
            "Take down what stands of this project, which no manifest here has any more.", valueName: "name"))
    var project: String?
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        guard project == nil || !orphans else {
            throw Diagnostic(
                "usage.arguments", "`--orphans` is of the manifest's project, and `--project` of another",
                help: "keep one; `--project` takes down all that stands of its project")
        }
        let workspace = try await Workspace.openForTakingDown(manifest, of: project)
        let snapshot = try workspace.engine.snapshot()
        let undeclared =
            project == nil ? workspace.undeclared(in: snapshot) : Undeclared(orphans: snapshot.standingStacks)
        if orphans, let doubt = undeclared.doubt { throw doubt }
        let names = try chosen(from: workspace, undeclared)
        let output = workspace.context.output
        try await confirm(names.flatMap { StackStatus.all(of: $0, isDeclared: true, snapshot) }, output)
        let run = RunSession("down", selection, engine: workspace.engine, workspace.context, options.settings())
        let result = try await run.down(names, snapshot)
        if json { output.print(json: result.json) } else { show(result, snapshot, undeclared, output) }
        let isTold = !json && !output.manner.hidesResults && result.steps.isEmpty
        if project == nil { try tellRest(workspace, snapshot, undeclared, isTold: isTold) }
        try run.conclude(result)
    }

    /// - Parameter isTold: whether the result has told of the orphans.
    private func tellRest(
        _ workspace: Workspace, _ snapshot: LedgerSnapshot, _ undeclared: Undeclared, isTold: Bool
    ) throws {
        let output = workspace.context.output
        if let warning = undeclared.warning { output.report(warning) }
        if orphans, !undeclared.elsewhere.isEmpty { output.tell(LeftoverText.leftAlone(undeclared.elsewhere)) }
        if !orphans, !isTold, !undeclared.orphans.isEmpty { output.tell(LeftoverText.summary(of: undeclared.orphans)) }
        output.tell(try workspace.engine.stranded(besides: snapshot))
    }

    /// - Throws: ``Diagnostics`` `usage.no-stack`, or `usage.no-orphan` for a stack that the manifest has.
    private func chosen(from workspace: Workspace, _ undeclared: Undeclared) throws -> [String] {
        let gone = undeclared.orphans
        if project != nil { return try StackNames.select(selection.stacks, from: gone) }
        guard orphans else { return try StackNames.select(selection.stacks, from: workspace.declared) }
        let problems = selection.stacks.filter { !gone.contains($0) }.compactMap { name in
            noOrphan(name, in: workspace, undeclared)
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return try StackNames.select(selection.stacks, from: gone)
    }

    /// - Returns: nil for a stack that nobody knows.
    private func noOrphan(_ name: String, in workspace: Workspace, _ undeclared: Undeclared) -> Diagnostic? {
        if workspace.declared.contains(name) {
            return Diagnostic(
                "usage.no-orphan", "`\(name)` is in the manifest, so it is no orphan",
                help: "`recua down \(name)` takes it down")
        }
        guard undeclared.elsewhere.contains(name) else { return nil }
        return Diagnostic(
            "usage.no-orphan", "`\(name)` is in another manifest here, so it is no orphan",
            help: "`recua down \(name)` takes it down, with that manifest or with all of them")
    }

    /// What runs on this machine is back in seconds; a URL elsewhere may be in use and is another one the next time.
    private func confirm(_ stacks: [StackStatus], _ output: Output) async throws {
        let remote = stacks.filter { $0.deployment.map { $0.process == nil } ?? false }
        guard !remote.isEmpty, !yes, Confirmation.isPossible else { return }
        let lines = remote.map { "  \($0.name)  \(DisplayText.line($0.deployment?.url ?? ""))\n" }.joined()
        guard try await Confirmation.ask("\(lines)Take down \(Quantity.count(remote.count, "stack"))?", output) else {
            output.tell("nothing was taken down")
            throw ExitStatus.cancelled
        }
    }

    private func show(
        _ result: RunResult, _ snapshot: LedgerSnapshot, _ undeclared: Undeclared, _ output: Output
    ) {
        if result.steps.isEmpty {
            output.print(nothing(snapshot, besides: undeclared))
        } else if !result.succeeded.isEmpty {
            output.print(Summary.down(result))
        }
    }

    /// Of what was asked for: other stacks may stand, the manifest's, another manifest's, or orphans.
    private func nothing(_ snapshot: LedgerSnapshot, besides undeclared: Undeclared) -> String {
        if orphans { return "nothing is deployed that has left the manifest" }
        guard project == nil, !snapshot.standingStacks.isEmpty else { return "nothing is deployed" }
        let which = selection.stacks.isEmpty ? "of the manifest" : "of \(LeftoverText.names(selection.stacks))"
        let rest = undeclared.orphans.isEmpty ? "" : "; \(LeftoverText.summary(of: undeclared.orphans))"
        return "nothing \(which) is deployed\(rest)"
    }
}
