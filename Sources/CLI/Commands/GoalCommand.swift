import ArgumentParser
import RecuaCore

/// A command that asks each stack for one artifact.
protocol GoalCommand: AsyncParsableCommand {
    static var goal: ArtifactKind { get }
    var selection: StackSelection { get }
    var manifest: ManifestOptions { get }
    var sources: SourceOptions { get }
    var options: RunOptions { get }
    var json: Bool { get }
    /// Whether what comes after the run is work that a signal stops.
    var goesOn: Bool { get }

    /// Looks, before anything runs, whether what comes after the run can be.
    func prepare(_ stacks: [String], _ context: CommandContext) throws
}

extension GoalCommand {
    var goesOn: Bool { false }

    func prepare(_ stacks: [String], _ context: CommandContext) throws {}

    func run() async throws {
        try await reach { session, run, result in run.remember(result, of: session) }
    }

    /// Runs towards the goal, prints a line for each stack or the result as JSON, and lets `use` work with what was
    /// reached before problems are told.
    func reach(_ use: (Session, RunSession, RunResult) async throws -> Void) async throws {
        let session = try await Session.openForPlanning(manifest, sources)
        let name = Self.configuration.commandName ?? Self.goal.rawValue
        let settings = options.settings(isOffline: try sources.isOffline(session.context))
        var run = RunSession(name, selection, engine: session.engine, session.context, settings)
        run.goesOn = goesOn
        let stacks = try session.stacks(selection.stacks)
        try prepare(stacks.map(\.name), session.context)
        let result = try await run.run(stacks, of: session, goal: .kind(Self.goal))
        let output = session.context.output
        if json {
            output.print(json: result.json)
        } else {
            let text = Self.table(result).text(output.style, most: output.mostRows)
            if !text.isEmpty { output.print(text) }
        }
        try await use(session, run, result)
        try run.conclude(result)
    }

    private static func table(_ result: RunResult) -> Table {
        var table = Table()
        for stack in result.stacks {
            guard let artifact = result.artifact(goal, of: stack) else { continue }
            table.add([.init(stack, .bold), .init(ArtifactText.line(goal, artifact))])
        }
        return table
    }
}

extension CommandConfiguration {
    /// The configuration of a command that works on stacks, with a usage that fits on a line.
    static func onStacks(_ name: String, _ abstract: String, discussion: String = "") -> CommandConfiguration {
        CommandConfiguration(
            commandName: name, abstract: abstract, usage: "recua \(name) [<stack> ...] [<option> ...]",
            discussion: discussion
        )
    }
}
