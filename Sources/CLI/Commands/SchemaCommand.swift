import ArgumentParser
import RecuaCore

/// `recua schema`
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the manifest, for editors.",
        discussion: "With a manifest it includes the sections of the plugins that the manifest declares."
    )

    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("Include the plugins of this manifest.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: .init("Write it to this file instead.", valueName: "path"), completion: .file())
    var output: String?

    func run() async throws {
        let context = CommandContext.current
        let programs = try file.map { try ManifestChoice.parse($0, context).plugins } ?? []
        let store = Store(environment: context.environment)
        let pipeline = try await Workspace.pipeline(with: programs, store: store, context)
        let schema = ManifestSchema.json(descriptors: pipeline.descriptors)
        guard let output else { return context.output.print(json: schema) }
        try Files.write(schema.prettyText(), to: Files.resolve(output, in: context.workingFolder))
        context.output.tell("wrote \(output)")
    }
}
