import ArgumentParser
import RecuaCore

/// `recua plugin list`
struct PluginListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the plugins in use: what each makes of what, and where it comes from.",
        discussion: """
            A program that has said what it is before is not started. Without a manifest only the plugins are shown that \
            come with this recua. One that cannot be used is told with the reason, and the command ends with 1.
            """
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the list as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        let workspace = try await workspace(context)
        let plugins = try await PluginInUse.all(of: workspace, manifest, context)
        let idle = try workspace.map { try self.idle(in: $0) } ?? []
        let unusable = workspace?.unusable ?? []
        if unusable.isEmpty { workspace?.lasts() }
        if json {
            let all: JSON = .array(plugins.map(\.json))
            context.output.print(json: [
                "version": OutputVersion.current, "plugins": all, "idle": .array(idle.map(\.json)),
                "unusable": .array(unusable.map(\.json)),
            ])
        } else {
            context.output.print(PluginInUse.table(plugins, context.output.style, width: context.output.resultWidth))
            for plugin in idle { context.output.tell(plugin.text) }
        }
        guard !unusable.isEmpty else { return }
        context.output.report(unusable.flatMap(\.problems))
        throw ExitStatus.failed
    }

    /// What lies where plugins are looked for, and is none that counts.
    private func idle(in workspace: Workspace) throws -> [IdlePlugin] {
        let search = try PluginSearch(
            folder: workspace.parsed.folder, workspace.context, allowsPath: manifest.allowPathPlugins)
        return IdlePlugin.all(search, besides: workspace.programs)
    }

    /// - Returns: nil where there is no manifest, and none was named.
    private func workspace(_ context: CommandContext) async throws -> Workspace? {
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        if manifest.file == nil, (try? reader.locate(nil)) == nil { return nil }
        let parsed = try ManifestChoice.parse(manifest.file, context, startsPrograms: false)
        let assembly = try await Workspace.assembly(
            of: parsed, ManifestRequest(manifest), context, isLenient: true)
        return try await Workspace.open(parsed, assembly: assembly)
    }
}

extension UnusablePlugin {
    fileprivate var json: JSON { ["name": .string(name), "problems": .array(problems.map(\.json))] }
}
