import ArgumentParser
import RecuaCore

/// `recua why`
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "why", "Say which input of a stack changed, from what to what, and why that is another.",
        discussion: "Artifacts are told back to what made them another, as far as the ledger reaches."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @Flag(help: "Print the reasons as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest, sources)
        let plan = try session.engine.plan(try session.stacks(selection.stacks), goal: .everything)
        let causes = try session.engine.causes(of: plan)
        session.lasts()
        let output = session.context.output
        if json {
            output.print(json: plan.json(causes: causes))
        } else {
            let text = WhyText(
                plan, causes: causes, isChosen: !selection.stacks.isEmpty, output.style, width: output.resultWidth)
            output.print(text.text)
        }
    }
}
