import ArgumentParser
import RecuaCore

/// `recua why`
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say which input of a stack changed, from what to what."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the reasons as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest)
        let plan = try session.engine.plan(try session.stacks(selection.stacks), goal: .everything)
        let output = session.context.output
        output.print(json ? ResultJSON.plan(plan).prettyText() : PlanText.reasons(plan, output.style), terminator: json ? "" : "\n")
    }
}
