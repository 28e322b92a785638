import ArgumentParser
import RecuaCore

/// `recua adopt`
struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "adopt", "Find what is deployed when the ledger does not know of it, and record it.",
        discussion: """
            For a ledger that was lost: deployments are found by their tags or their processes, everything else is made \
            again from what is on this machine. Nothing is deployed, published or downloaded, and what the ledger knows \
            stays as it is. Without names of stacks it also finds what is not in the manifest any more, for \
            `recua down --orphans`.
            """
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Record nothing; show what would be.") var dryRun = false
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest, sources)
        let stacks = try session.stacks(selection.stacks)
        try await session.check(stacks)
        let settings = options.settings(isOffline: try sources.isOffline(session.context))
        let run = RunSession("adopt", selection, engine: session.engine, session.context, settings)
        let scope = Engine.AdoptionScope(
            stacks: stacks, declared: Set(session.manifest.stacks.map(\.name)), isWhole: selection.stacks.isEmpty)
        let result = try await run.adopt(scope, isRehearsal: dryRun)
        let output = session.context.output
        if json {
            output.print(json: result.json(project: session.manifest.project, isRehearsal: dryRun))
        } else {
            output.print(AdoptionText(result, output.style).text)
        }
        try conclude(result, output)
    }

    private func conclude(_ result: AdoptionResult, _ output: Output) throws {
        for problem in result.problems { output.tell("\n\(output.errorStyle.text(problem))") }
        if !result.problems.isEmpty { throw ExitStatus(result.problems) }
        if result.hasConflict { throw ExitStatus.failed }
    }
}
