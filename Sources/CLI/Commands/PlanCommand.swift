import ArgumentParser
import RecuaCore

/// `recua plan`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "plan", "Show what `up` would do, and why. Changes nothing.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @Flag(help: "Print the plan as JSON.") var json = false
    @Flag(help: "Exit with 11 when there is something to do.") var exitCode = false

    func run() async throws {
        let session = try await Session.open(manifest, sources)
        let stacks = try session.stacks(selection.stacks)
        try await session.check(stacks)
        let plan = try session.engine.plan(stacks, goal: .everything)
        session.lasts()
        let output = session.context.output
        if json { output.print(json: plan.json) } else { output.print(PlanText(plan, output.style).text) }
        if exitCode, !plan.isFresh { throw ExitStatus.changes }
    }
}
