import ArgumentParser
import RecuaCore

/// `recua schema`
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the manifest, for editors.",
        discussion: """
            It includes the sections of the manifest's own plugins, and of those that are found beside it and in the \
            user's folder. Where there is no manifest it holds the sections of the built-in plugins.
            """
    )

    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("Include the plugins of this manifest. By default `stacks`, else `recua.yaml`.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: .init("Write it to this file instead; `-` is standard output.", valueName: "path"), completion: .file())
    var output: String?
    @Flag(help: "Include plugins that are found in PATH as recua-plugin-NAME. RECUA_PATH_PLUGINS=1 means the same.")
    var allowPathPlugins = false

    func run() async throws {
        let context = CommandContext.current
        let plugins = try await plugins(context)
        let schema = ManifestSchema.json(descriptors: plugins.descriptors)
        guard let output, output != "-" else { return context.output.print(json: schema) }
        try Files.write(schema.prettyText(), to: Files.resolve(output, in: context.workingFolder))
        context.output.tell("wrote \(output)")
    }

    /// - Throws: what keeps a manifest that was named from being understood; of another one it is told.
    private func plugins(_ context: CommandContext) async throws -> PluginAssembly {
        let builtIn = PluginAssembly(context, store: Store(environment: context.environment))
        do {
            let parsed = try ManifestChoice.parse(file, context)
            return try await Workspace.everyPlugin(
                of: parsed, ManifestRequest(file: file, allowsPath: allowPathPlugins), context)
        } catch  where file == nil {
            tell(Diagnostics.from(error).filter { $0.code != "manifest.missing" }, context.output)
            return builtIn
        }
    }

    /// Nobody has asked for this manifest: what is wrong with it is told, and stops nothing.
    private func tell(_ problems: [Diagnostic], _ output: Output) {
        guard !problems.isEmpty else { return }
        output.report(
            problems.map { problem in
                var warning = problem
                warning.severity = .warning
                return warning
            })
        output.tell("these are the built-in plugins alone")
    }
}
