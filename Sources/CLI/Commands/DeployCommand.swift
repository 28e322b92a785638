import ArgumentParser
import RecuaCore

/// `recua deploy`
struct DeployCommand: GoalCommand {
    static let goal = ArtifactKind.deployment
    static let configuration = CommandConfiguration.onStacks("deploy", "Deploy, without testing.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}
