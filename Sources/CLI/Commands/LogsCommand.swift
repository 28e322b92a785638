import ArgumentParser
import RecuaCore
import RecuaProcess

/// `recua logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logs", abstract: "Show what a deployed stack's server wrote.")

    @Argument(help: "The stack.", completion: .custom { _, _, _ in StackNames.forCompletion() }) var stack: String
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Option(name: .shortAndLong, help: .init("How many lines from the end.", valueName: "count")) var lines = 100
    @Flag(help: "Go on showing what is added, until Ctrl-C.") var follow = false

    func run() async throws {
        let session = try await Session.open(manifest)
        _ = try StackNames.select([stack], from: session.manifest.stacks.map(\.name) + (try session.engine.snapshot().stacks))
        let records = try session.engine.snapshot().records(of: stack)
        guard let deployment = try records.last(where: { $0.kind == .deployment })?.artifact?.decode(Deployment.self) else {
            throw Diagnostic("logs.not-deployed", "stack `\(stack)` is not deployed", help: "`recua up \(stack)` deploys it")
        }
        let command = try Self.command(for: deployment, lines: lines, follow: follow, session.context.environment)
        let output = session.context.output
        _ = try await command.run(onErrorLine: { output.tell($0) }, onOutputLine: { output.print($0) })
    }

    /// The well-kept program that shows the log.
    static func command(for deployment: Deployment, lines: Int, follow: Bool, _ environment: [String: String]) throws -> Command {
        if let log = deployment.resources["log"] {
            return Command("tail", ["-n", String(lines)] + (follow ? ["-F"] : []) + ["--", log], environment: environment)
        }
        if let group = deployment.resources["logGroup"] {
            let region = deployment.region.map { ["--region", $0] } ?? []
            return Command(
                "aws", ["logs", "tail", group, "--format", "short"] + region + (follow ? ["--follow"] : []),
                environment: environment
            )
        }
        throw Diagnostic("logs.none", "a deployment by `\(deployment.target)` says nothing of where its logs are")
    }
}
