import ArgumentParser
import RecuaCore

/// `recua plugin run`: one plugin's artifact, and nothing that does not need to be made for it.
struct PluginRunCommand: AsyncParsableCommand, RunCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Make what one plugin provides, and what it needs for that, and nothing else.",
        usage: "recua plugin run <plugin> [<stack> ...] [<option> ...]",
        discussion:
            "For who works on a plugin: an ordinary run, of which the ledger keeps record, that goes no further."
    )

    @Argument(help: "The plugin's name.", completion: PluginNames.completion) var plugin: String
    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let session = try await Session.open(manifest, sources)
        let kind = try kind(session.engine.pipeline)
        let settings = options.settings(isOffline: try sources.isOffline(session.context))
        let run = RunSession("plugin run", selection, engine: session.engine, session.context, settings)
        let result = try await run.run(try session.stacks(selection.stacks), of: session, goal: .kind(kind))
        let output = session.context.output
        if json {
            output.print(json: result.json)
        } else {
            for stack in result.stacks {
                guard let artifact = result.artifact(kind, of: stack) else { continue }
                let text = DisplayText.lines(artifact.prettyText())
                output.print("\(output.style(.bold, stack))\n\(text)", terminator: "")
            }
        }
        run.remember(result, of: session)
        try run.conclude(result)
    }

    private func kind(_ pipeline: Pipeline) throws -> ArtifactKind {
        if let provider = pipeline.provider(named: plugin) { return provider.descriptor.provides }
        let names = pipeline.providers.map(\.descriptor.name)
        let families = pipeline.descriptors.map(\.name).filter { !names.contains($0) }
        if let family = families.first(where: { plugin == $0 || plugin.hasPrefix("\($0).") }) {
            throw Diagnostic(
                "usage.no-plugin", "`\(family)` cannot be run alone",
                help: "`recua up` runs each around what it stands at")
        }
        let near = Suggestion.nearest(to: plugin, among: names).map { "did you mean `\($0)`?" }
        throw Diagnostic(
            "usage.no-plugin", "no plugin is called `\(plugin)`",
            help: near ?? "known: \(names.joined(separator: ", "))")
    }
}
