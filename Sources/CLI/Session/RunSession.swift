import RecuaCore

/// One run from the command line: engine, renderers, summary, exit status.
struct RunSession {
    let engine: Engine
    let context: CommandContext
    let settings: RunSettings
    /// What the user asked for, for messages. Free of options, which may carry secrets (`--set`).
    let command: String

    init(
        _ name: String, _ selection: StackSelection, engine: Engine, _ context: CommandContext, _ settings: RunSettings
    ) {
        self.engine = engine
        self.context = context
        self.settings = settings
        command = (["recua", name] + selection.stacks).joined(separator: " ")
    }

    /// Checks the stacks and brings them to the goal.
    func run(
        _ stacks: [Stack], of session: Session, goal: Goal, asked: Set<ArtifactKind> = []
    ) async throws -> RunResult {
        if stacks.isEmpty { context.output.tell("the manifest declares no stacks") }
        try await session.check(stacks)
        if context.isRehearsal {
            guard let result = try engine.freshResult(of: stacks, goal: goal, asked: asked) else {
                throw CancellationError()
            }
            return result
        }
        return try await render(width: StepColumn.width(of: stacks, goal: goal, engine.pipeline)) { events in
            try await engine.run(stacks, goal: goal, asked: asked, options: engineOptions, events: events)
        }
    }

    /// Says what the result means for the next command of the same words.
    func remember(_ result: RunResult, of session: Session) {
        guard settings.events == nil else { return }
        if result.isFresh {
            session.lasts()
        } else if result.unfinished.isEmpty {
            context.output.recollection.worked()
        }
    }

    /// Takes down what the ledger knows of the stacks.
    func down(_ stacks: [String], _ snapshot: LedgerSnapshot) async throws -> RunResult {
        try await render(width: StepColumn.width(of: stacks, snapshot)) { events in
            try await engine.down(stacks, options: engineOptions, events: events)
        }
    }

    /// Asks what sources stand for.
    func pins(of uses: [SourceUse], in manifests: [Manifest]) async throws -> ([String: Pin], RunResult?) {
        guard !uses.isEmpty else { return ([:], nil) }
        return try await render(width: StepColumn.width(of: uses.map { "\($0.stack)/\($0.section)" })) { events in
            try await engine.pins(of: uses, in: manifests, options: engineOptions, events: events)
        }
    }

    /// Shows every problem with its place, then throws the exit status unless all went well.
    func conclude(_ result: RunResult) throws {
        let output = context.output
        for step in result.steps {
            for problem in step.problems {
                output.tell("\n\(output.errorStyle(.bold, "\(step.name)"))\n\(output.errorStyle.text(problem))")
            }
        }
        let status = ExitStatus(result)
        guard status != .success else { return }
        output.tell("\n\(output.errorStyle(.red, Summary.failure(result)))")
        throw status
    }

    /// The view of the run is closed when this returns, so that results stand below it.
    private func render<Result>(
        width: Int, _ body: (EventStream) async throws -> Result
    ) async throws -> Result {
        let output = context.output
        let file = try settings.events.map { try EventFile(path: Files.resolve($0, in: context.workingFolder)) }
        let view: any Renderer =
            output.isLive ? LiveRenderer(output, width: width) : PlainRenderer(output, width: width)
        let events = EventStream([view.receive] + (file.map { [$0.receive] } ?? []))
        defer {
            view.finish()
            file?.finish()
        }
        return try await body(events)
    }

    private var engineOptions: Engine.Options {
        Engine.Options(
            command: command, limits: settings.jobs.map { Limits(jobs: $0) } ?? Limits(), failsFast: settings.failsFast,
            waitsForLock: settings.waits, isOffline: settings.isOffline
        )
    }
}
