import ArgumentParser
import RecuaCore
import RecuaSmoke

/// `recua smoke`
struct SmokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "smoke", "Test what is deployed, even if nothing changed.", discussion: "Deploys first what is not up to date."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Option(help: .init("Also write the results as JUnit XML.", valueName: "path"), completion: .file()) var junit:
        String?

    func run() async throws {
        let session = try await Session.openForPlanning(manifest, sources)
        let settings = options.settings(isOffline: try sources.isOffline(session.context))
        let run = RunSession("smoke", selection, engine: session.engine, session.context, settings)
        let stacks = try session.stacks(selection.stacks)
        let result = try await run.run(stacks, of: session, goal: .kind(.report), asked: [.report])
        let output = session.context.output
        if let junit {
            let path = Files.resolve(junit, in: session.context.workingFolder)
            try Files.write(JUnit.xml(ReportTexts.reports(of: result)), to: path)
        }
        if json {
            output.print(json: result.json)
        } else {
            for text in ReportTexts.all(of: result, output.style, most: output.mostReports) {
                output.print(text)
            }
        }
        try run.conclude(result)
    }
}
