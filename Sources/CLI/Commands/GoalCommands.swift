import ArgumentParser
import RecuaCore

/// A command that asks each stack for one artifact.
protocol GoalCommand: AsyncParsableCommand {
    static var goal: ArtifactKind { get }
    var selection: StackSelection { get }
    var manifest: ManifestOptions { get }
    var options: RunOptions { get }
    var json: Bool { get }
}

extension GoalCommand {
    func run() async throws { try await reach() }

    /// Runs towards the goal and prints a line, or the artifact, for each stack.
    @discardableResult
    func reach() async throws -> (Session, RunResult) {
        let session = try await Session.open(manifest)
        let name = Self.configuration.commandName ?? Self.goal.rawValue
        let run = RunSession(session: session, options: options, command: "recua \(name)")
        let result = try await run.run(try session.stacks(selection.stacks), goal: .kind(Self.goal))
        let output = session.context.output
        if json {
            output.print(ResultJSON.run(result).prettyText(), terminator: "")
        } else {
            var table = Table()
            for stack in result.stacks {
                guard let artifact = result.artifact(Self.goal, of: stack) else { continue }
                table.add([.init(stack, .bold), .init(ArtifactText.line(Self.goal, artifact))])
            }
            let text = table.text(output.style)
            if !text.isEmpty { output.print(text) }
        }
        try run.conclude(result)
        return (session, result)
    }
}

/// `recua fetch`
struct FetchCommand: GoalCommand {
    static let goal = ArtifactKind.model
    static let configuration = CommandConfiguration(commandName: "fetch", abstract: "Fetch the models.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}

/// `recua publish`
struct PublishCommand: GoalCommand {
    static let goal = ArtifactKind.published
    static let configuration = CommandConfiguration(commandName: "publish", abstract: "Push the images to their registry.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}

/// `recua deploy`
struct DeployCommand: GoalCommand {
    static let goal = ArtifactKind.deployment
    static let configuration = CommandConfiguration(commandName: "deploy", abstract: "Deploy, without testing.")

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
}
