import ArgumentParser
import RecuaCore

/// `recua status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what answers where.", discussion: "Reads the ledger and local processes; asks no cloud."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the status as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest)
        let snapshot = try session.engine.snapshot()
        let declared = session.manifest.stacks.map(\.name)
        let orphans = snapshot.stacks.filter { !declared.contains($0) }
        let names = try StackNames.select(selection.stacks, from: declared + orphans)
        let states = names.map { StackStatus(name: $0, isDeclared: declared.contains($0), snapshot) }
        let output = session.context.output
        if json {
            output.print((["version": 1, "project": .string(session.manifest.project), "stacks": .array(states.map(\.json))] as JSON).prettyText(), terminator: "")
        } else {
            output.print(StackStatus.table(states, output.style))
        }
    }
}
