import ArgumentParser

/// `recua plugin`: for those who write plugins, and for those who want to know what is in use.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Write, try and list plugins.",
        discussion: "docs/plugins.md leads to a first plugin in ten minutes.",
        subcommands: [
            PluginNewCommand.self, PluginCheckCommand.self, PluginRunCommand.self, PluginListCommand.self,
            PluginTraceCommand.self,
        ]
    )
}
