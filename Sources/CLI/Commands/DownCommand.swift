import ArgumentParser
import RecuaCore

/// `recua down`
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Take deployments down. Models and images stay, so that the next `up` is quick."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Also take down stacks that are deployed but no longer in the manifest.") var orphans = false
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest)
        let known = try session.engine.snapshot().stacks
        let declared = session.manifest.stacks.map(\.name)
        let gone = known.filter { !declared.contains($0) }
        let names = try StackNames.select(selection.stacks, from: declared + (orphans ? gone : []))
        let run = RunSession(session: session, options: options, command: "recua down")
        let result = try await run.down(names)
        let output = session.context.output
        if json {
            output.print(ResultJSON.run(result).prettyText(), terminator: "")
        } else if result.steps.isEmpty {
            output.print("nothing is deployed")
        } else if result.unfinished.isEmpty {
            output.print("\(Quantity.count(result.stacks.count, "stack")) down")
        }
        if !orphans, !gone.isEmpty {
            output.tell("still known, but not in the manifest: \(gone.joined(separator: ", ")); `recua down --orphans` takes them down")
        }
        try run.conclude(result)
    }
}
