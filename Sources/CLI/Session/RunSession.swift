import RecuaCore

/// One run from the command line: engine, renderers, summary, exit status.
struct RunSession {
    let session: Session
    let options: RunOptions
    /// What the user asked for, for messages.
    let command: String

    func run(_ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = []) async throws -> RunResult {
        try await session.check(stacks)
        return try await render { events in
            try await session.engine.run(stacks, goal: goal, asked: asked, options: engineOptions, events: events)
        }
    }

    func down(_ stacks: [String]) async throws -> RunResult {
        try await render { events in
            try await session.engine.down(stacks, options: engineOptions, events: events)
        }
    }

    private func render(_ body: (EventStream) async throws -> RunResult) async throws -> RunResult {
        let output = session.context.output
        let view: any Renderer = output.isLive ? LiveRenderer(output) : PlainRenderer(output)
        let file = try options.events.map { try EventFile(path: Files.resolve($0, in: session.context.workingFolder)) }
        let events = EventStream([view.receive] + (file.map { [$0.receive] } ?? []))
        defer {
            view.finish()
            file?.finish()
        }
        return try await body(events)
    }

    private var engineOptions: Engine.Options {
        Engine.Options(
            command: command, limits: options.jobs.map { Limits(jobs: $0) } ?? Limits(), failsFast: options.failFast,
            waitsForLock: options.wait
        )
    }

    /// Shows every problem with its place, then throws the exit status unless all went well.
    func conclude(_ result: RunResult) throws {
        let output = session.context.output
        for step in result.steps {
            for problem in step.problems {
                output.tell("")
                output.tell(output.errorStyle(.bold, "\(step.name)"))
                output.tell(output.errorStyle.text(problem))
            }
        }
        let status = ExitStatus(result)
        guard status != .success else { return }
        output.tell("")
        output.tell(output.errorStyle(.red, Summary.failure(result)))
        throw status
    }
}
