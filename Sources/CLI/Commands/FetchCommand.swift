import ArgumentParser
import RecuaCore

/// `recua fetch`
struct FetchCommand: GoalCommand {
    static let goal = ArtifactKind.model
    static let configuration = CommandConfiguration.onStacks("fetch", "Fetch the models.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}
