import ArgumentParser
import RecuaCore
import RecuaProcess

/// `recua logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what a deployed stack's server wrote, or what the steps of a run logged.",
        usage: "recua logs <stack> ... [<option> ...]\n       recua logs <run> [<stack> ...] [<option> ...]",
        discussion: """
            With a stack: what its server wrote. With the number of a run, or with --run: what its steps logged, as \
            `recua history` lists them. Names of stacks begin with a letter, so a number is always a run.
            """
    )

    @Argument(
        help: .init("Stacks, or the number of a run and stacks.", valueName: "stack | run"),
        completion: StackNames.completion)
    var subjects: [String] = []
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Option(help: .init("Show what the steps of this run logged: its number, or `last`.", valueName: "number"))
    var run: RunChoice?
    @Option(
        name: [.customShort("n", allowingJoined: true), .long],
        help: .init("How many lines from the end; by default 100 of a server, all of a step.", valueName: "count"))
    var lines: Int?
    @Flag(help: "Go on showing what a server adds, until Ctrl-C.") var follow = false

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError("--lines must be at least 0") }
        if subjects.isEmpty, run == nil { throw ValidationError("name a stack, or a run") }
        if follow, chosenRun != nil { throw ValidationError("--follow is for what a server writes") }
    }

    func run() async throws {
        CommandContext.current.output.manner.onlyShow()
        let workspace = try await Workspace.open(manifest, startsPrograms: false)
        if let chosenRun {
            let stacks = run == nil ? Array(subjects.dropFirst()) : subjects
            try RunLogs(workspace, lines: lines).show(chosenRun, stacks)
        } else {
            try await showServers(workspace)
        }
    }

    /// The run whose logs are meant; nil when a server's are.
    private var chosenRun: RunChoice? { run ?? subjects.first.flatMap(RunChoice.init(number:)) }

    private func showServers(_ workspace: Workspace) async throws {
        let snapshot = try workspace.engine.snapshot()
        let declared = workspace.declared
        let names = declared + snapshot.standingStacks(besides: Set(declared))
        for name in try StackNames.select(subjects, from: names) {
            guard let deployment = StackStatus.all(of: name, isDeclared: true, snapshot)[0].deployment else {
                throw try Self.absence(of: name, workspace)
            }
            let source = LogSource(deployment, lines: lines ?? 100, follows: follow)
            try await Self.show(try source.command(workspace.context.environment), workspace.context.output)
        }
    }

    /// Who asks for the log of what is not deployed wants to know why it is not.
    private static func absence(of name: String, _ workspace: Workspace) throws -> Diagnostic {
        let run = try workspace.engine.reading { try $0.steps(of: name, limit: 1).first?.run } ?? nil
        let help = run.map { run in
            RunLogs(workspace, lines: nil).areThere(of: name, in: run)
                ? "; `recua logs \(run) \(name)` shows what its steps logged in run \(run)"
                : "; `recua history \(name)` shows what was run for it"
        }
        return Diagnostic(
            "logs.not-deployed", "stack `\(name)` is not deployed",
            help: "`recua up \(name)` deploys it\(help ?? "")")
    }

    /// Shows the lines, without what would move the cursor, until the program ends or nobody reads them any more.
    private static func show(_ command: Command, _ output: Output) async throws {
        let (readerLeft, reader) = AsyncStream.makeStream(of: Void.self)
        let succeeded = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await command.run(
                    onErrorLine: { output.tell(DisplayText.line($0)) },
                    onOutputLine: { if !output.offer("\(DisplayText.line($0))\n") { reader.finish() } }
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
