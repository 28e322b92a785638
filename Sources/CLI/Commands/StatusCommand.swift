import ArgumentParser
import RecuaCore

/// `recua status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "status", "Show what answers where.", discussion: "Reads the ledger and local processes; asks no cloud."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the status as JSON.") var json = false

    func run() async throws {
        let workspace = try await Workspace.open(manifest, startsPrograms: false)
        let snapshot = try workspace.engine.snapshot()
        let undeclared = workspace.undeclared(in: snapshot)
        if let warning = undeclared.warning { workspace.context.output.report(warning) }
        let orphans = undeclared.orphans
        let names = try StackNames.select(
            selection.stacks, from: workspace.declared + orphans + undeclared.uncertain)
        let (gone, uncertain) = (Set(orphans), Set(undeclared.uncertain))
        let snapshots = snapshot.byStack
        let atWork =
            snapshot.attempts.isEmpty ? [] : ProjectLock.steps(workspace.engine.project.lock, begun: snapshot.begun)
        let failures = try workspace.failures(snapshots)
        let states = names.flatMap { name in
            StackStatus.all(
                of: name, isDeclared: uncertain.contains(name) ? nil : !gone.contains(name),
                snapshots[name] ?? LedgerSnapshot(), folder: workspace.parsed.folder, failures: failures[name] ?? [:],
                atWork: atWork)
        }
        // Whether somebody is at work can change without a trace.
        if atWork.isEmpty { workspace.lasts() }
        let stranded = selection.stacks.isEmpty ? try workspace.engine.stranded(besides: snapshot) : nil
        let output = workspace.context.output
        if let stranded { output.warn(of: stranded) }
        let others = stranded?.leftovers ?? []
        if json {
            let stacks: JSON = .array(states.map(\.json))
            output.print(json: [
                "version": OutputVersion.current, "project": .string(workspace.parsed.project), "stacks": stacks,
                "stranded": .array(others.map(\.json)),
            ])
        } else {
            output.print(StackStatus.table(states, output.style, width: output.resultWidth))
            let left = names.filter(gone.contains)
            if !left.isEmpty { output.print(LeftoverText.summary(of: left)) }
            for line in LeftoverText.summaries(of: others) { output.print(line) }
        }
    }
}
