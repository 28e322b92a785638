import ArgumentParser
import RecuaCore

/// `recua reside`: the part of a plugin that outlives the command which deployed it. Started by Recua itself.
struct ResideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reside", abstract: "Run the resident part of a plugin.", shouldDisplay: false
    )

    @Argument var plugin: String
    @Argument var configuration: String

    func run() async throws {
        guard let resident = CommandContext.current.residents[plugin] else {
            throw Diagnostic("usage.no-resident", "the plugin `\(plugin)` has no resident part")
        }
        try await resident.reside(configuration: configuration)
    }
}
