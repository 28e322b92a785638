import ArgumentParser
import RecuaCore
import RecuaProcess

/// `recua logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what a deployed stack's server wrote."
    )

    @Argument(help: "The stack.", completion: StackNames.completion) var stack: String
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Option(
        name: [.customShort("n"), .long],
        help: .init("How many lines from the end; on this machine only.", valueName: "count"))
    var lines = 100
    @Flag(help: "Go on showing what is added, until Ctrl-C.") var follow = false

    func validate() throws {
        if lines < 0 { throw ValidationError("--lines must be at least 0") }
    }

    func run() async throws {
        let workspace = try await Workspace.open(manifest, startsPrograms: false)
        let snapshot = try workspace.engine.snapshot()
        let names = workspace.declared + workspace.orphans(in: snapshot)
        for name in try StackNames.select([stack], from: names) {
            guard let deployment = StackStatus.all(of: name, isDeclared: true, snapshot)[0].deployment else {
                throw Diagnostic(
                    "logs.not-deployed", "stack `\(name)` is not deployed", help: "`recua up \(name)` deploys it")
            }
            let source = LogSource(deployment, lines: lines, follows: follow)
            try await Self.show(try source.command(workspace.context.environment), workspace.context.output)
        }
    }

    /// Shows the lines until the program ends or nobody reads them any more.
    private static func show(_ command: Command, _ output: Output) async throws {
        let (readerLeft, reader) = AsyncStream.makeStream(of: Void.self)
        let succeeded = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await command.run(
                    onErrorLine: { output.tell($0) }, onOutputLine: { if !output.offer("\($0)\n") { reader.finish() } }
                ).succeeded
            }
            group.addTask {
                for await _ in readerLeft {}
                return true
            }
            defer { group.cancelAll() }
            return try await group.next() ?? true
        }
        try Task.checkCancellation()
        if !succeeded { throw ExitStatus.failed }
    }
}
