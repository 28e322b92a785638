import ArgumentParser
import RecuaCore

/// `recua publish`
struct PublishCommand: GoalCommand {
    static let goal = ArtifactKind.published
    static let configuration = CommandConfiguration.onStacks("publish", "Push the images to their registry.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}
