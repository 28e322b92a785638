import ArgumentParser
import RecuaCore

/// `recua up`: everything the stacks' sections name.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Fetch, build, deploy and test every stack.",
        discussion: "Does only what changed. Running it again after a failure goes on where it stopped."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest)
        let run = RunSession(session: session, options: options, command: "recua up")
        let stacks = try session.stacks(selection.stacks)
        let result = try await run.run(stacks, goal: .everything)
        let output = session.context.output
        if json {
            output.print(ResultJSON.run(result).prettyText(), terminator: "")
        } else {
            for text in ReportTexts.all(of: result, project: session.engine.project, output.style) { output.print(text) }
            let endpoints = EndpointTable.text(result, output.style)
            if !endpoints.isEmpty { output.print(endpoints) }
            if result.unfinished.isEmpty { output.print(output.style(.green, Summary.success(result))) }
        }
        try run.conclude(result)
    }
}
