import ArgumentParser
import RecuaCore

/// `recua schema`
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the manifest, for editors.",
        discussion: "With a manifest it includes the sections of the plugins that the manifest declares."
    )

    @Option(name: [.customShort("f"), .long], help: .init("Include the plugins of this manifest.", valueName: "path"), completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    func run() async throws {
        let context = CommandContext.current
        var descriptors = BuiltInPlugins.all.map(\.descriptor)
        if let file {
            let parsed = try ManifestReader(environment: context.environment, workingFolder: context.workingFolder).parse(file)
            let store = Store(environment: context.environment)
            descriptors = try await Session.pipeline(for: parsed, store: store, context).descriptors
        }
        context.output.print(ManifestSchema.json(descriptors: descriptors).prettyText(), terminator: "")
    }
}
