import ArgumentParser
import RecuaCore

/// `recua up`: everything the stacks' sections name.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Fetch, build, deploy and test every stack.",
        usage: "recua up [<stack> ...] [<option> ...]\nrecua up <file> [<option> ...]",
        discussion: """
            Does only what changed. Running it again after a failure goes on where it stopped.

            A file is a plan that `recua plan --out FILE` kept: a name with a dot or a slash in it, which no stack has. It \
            is carried out with the choices it was made with, and not at all (exit 5) when the manifest, local files, \
            variables that count, plugins, the lock file or the ledger are not what they were. What waits for an earlier \
            step runs on what that makes.
            """
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Ask first whether what stands is as it was left, and bring back what is not.") var refresh = false
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let approval = try PlanChoice.plan(selection, manifest, refresh: refresh, CommandContext.current)
        let choice = approval?.plan.choice
        let session = try await Session.openForPlanning(choice?.apply(to: manifest) ?? manifest, sources)
        var settings = options.settings(isOffline: try sources.isOffline(session.context))
        settings.refreshes = choice?.isRefreshed ?? refresh
        settings.approval = approval
        let stacks = try session.stacks(choice?.stacks ?? selection.stacks)
        let run = RunSession("up", selection, engine: session.engine, session.context, settings)
        let result = try await run.run(stacks, of: session, goal: .everything)
        if json {
            session.context.output.print(json: result.json)
        } else {
            show(result, session.context.output)
        }
        run.remember(result, of: session)
        try run.conclude(result)
    }

    private func show(_ result: RunResult, _ output: Output) {
        for text in ReportTexts.all(of: result, output.style, most: output.mostReports) {
            output.print(text)
        }
        let endpoints = EndpointTable.text(result, output.style, most: output.mostRows)
        if !endpoints.isEmpty { output.print(endpoints) }
        if result.unfinished.isEmpty, !result.steps.isEmpty {
            output.print(output.style(.green, Summary.success(result)))
        }
    }
}
