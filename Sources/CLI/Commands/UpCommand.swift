import ArgumentParser
import RecuaCore

/// `recua up`: everything the stacks' sections name.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "up", "Fetch, build, deploy and test every stack.",
        discussion: "Does only what changed. Running it again after a failure goes on where it stopped."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest, sources)
        let settings = options.settings(isOffline: try sources.isOffline(session.context))
        let run = RunSession("up", selection, engine: session.engine, session.context, settings)
        let result = try await run.run(try session.stacks(selection.stacks), of: session, goal: .everything)
        if json {
            session.context.output.print(json: result.json)
        } else {
            show(result, of: session.engine.project, session.context.output)
        }
        run.remember(result, of: session)
        try run.conclude(result)
    }

    private func show(_ result: RunResult, of project: Project, _ output: Output) {
        for text in ReportTexts.all(of: result, project: project, output.style) { output.print(text) }
        let endpoints = EndpointTable.text(result, output.style)
        if !endpoints.isEmpty { output.print(endpoints) }
        if result.unfinished.isEmpty, !result.steps.isEmpty {
            output.print(output.style(.green, Summary.success(result)))
        }
    }
}
