import RecuaCore

/// One run from the command line: engine, renderers, summary, exit status.
struct RunSession {
    let engine: Engine
    let context: CommandContext
    let settings: RunSettings
    /// What the user asked for, for messages. Free of options, which may carry secrets (`--set`).
    let command: String
    /// Whether the command has work left when the run has its end, which a signal stops.
    var goesOn = false

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
        let look = try await session.checkedPlan(stacks, goal: goal, asked: asked)
        if context.isRehearsal {
            guard let result = try engine.freshResult(of: stacks, goal: goal, asked: asked) else {
                throw CancellationError()
            }
            return result
        }
        try refuseTwins(look)
        try await announce(session.programs, look)
        let width = StepColumn.width(of: stacks, goal: goal, engine.pipeline)
        return try await render(width: width, end: { $0 }) { events in
            var options = engineOptions
            options.look = look
            return try await engine.run(stacks, goal: goal, asked: asked, options: options, events: events)
        }
    }

    /// Before anything runs: which plugins are not what they were, or have no sandbox, and what of the store the run stands on.
    private func announce(_ programs: [ProgramDeclaration], _ look: Plan?) async throws {
        guard let look, !look.isFresh else { return }
        // A plan that was kept has said so, and one that is not what it was is refused.
        if settings.approval == nil { for line in ProgramChanges(look).lines { context.output.tell(line) } }
        if let warning = try await UnprotectedPrograms(look).warning { context.output.report(warning) }
        try FetchedPrograms(programs, of: engine.project).keep()
    }

    /// Says what the result means for the next command of the same words.
    func remember(_ result: RunResult, of session: Session) {
        guard settings.approval == nil, settings.events == nil, context.output.manner.lines == nil, !settings.refreshes
        else { return }
        if result.isFresh {
            session.lasts()
        } else if result.isWhole {
            context.output.recollection.worked()
        }
    }

    /// Takes down what the ledger knows of the stacks.
    func down(_ stacks: [String], _ snapshot: LedgerSnapshot) async throws -> RunResult {
        try await render(width: StepColumn.width(of: stacks, snapshot), end: { $0 }) { events in
            try await engine.down(stacks, options: engineOptions, events: events)
        }
    }

    /// Looks for what earlier runs left.
    ///
    /// - Parameter isRehearsal: true to record nothing.
    func adopt(_ scope: Engine.AdoptionScope, isRehearsal: Bool) async throws -> AdoptionResult {
        let width = StepColumn.width(of: scope.stacks, goal: .everything, engine.pipeline)
        return try await render(width: width, end: { (_: AdoptionResult) in nil }) { events in
            try await engine.adopt(scope, isRehearsal: isRehearsal, options: engineOptions, events: events)
        }
    }

    /// Asks what sources stand for.
    func pins(of uses: [SourceUse], in manifests: [Manifest]) async throws -> ([String: Pin], RunResult?) {
        guard !uses.isEmpty else { return ([:], nil) }
        let width = StepColumn.width(of: uses.map { "\($0.stack)/\($0.section)" })
        return try await render(width: width, end: { $0.1 }) { events in
            try await engine.pins(of: uses, in: manifests, options: engineOptions, events: events)
        }
    }

    /// Shows every problem with its place, then throws the exit status unless all went well.
    func conclude(_ result: RunResult) throws {
        let output = context.output
        let status = ExitStatus(result)
        // Programs have read all of it in the events.
        if output.manner.lines == nil {
            FailureReport(result, workingFolder: context.workingFolder).tell(output)
            if !result.unfinished.isEmpty { output.tell("\n\(output.errorStyle(.red, Summary.failure(result)))") }
        }
        if status != .success { throw status }
    }

    /// The view of the run is closed when this returns, so that results stand below it.
    private func render<Outcome>(
        width: Int, end: (Outcome) -> RunResult?, _ body: (EventStream) async throws -> Outcome
    ) async throws -> Outcome {
        let mode = try ProgressMode.resolve(settings.progress, events: settings.events, context)
        let file: EventFile? = if let events = settings.events { try await EventFile(events, context) } else { nil }
        let view = mode.renderer(context, width: width)
        let events = EventStream([view.receive] + (file.map { [$0.lines.receive] } ?? []) + [follow])
        defer {
            context.course.goOn()
            view.finish()
            file?.finish()
        }
        do {
            let outcome = try await body(events)
            // What had nothing to do has sent no events; those who follow them want its steps and its end.
            if let result = end(outcome) {
                for lines in [file?.lines, context.output.manner.lines].compactMap(\.self) {
                    lines.conclude(result, of: command)
                    result.unrecorded.forEach(lines.report)
                }
            }
            return outcome
        } catch {
            // Of a run that was cancelled its end says so.
            if error is CancellationError, file?.lines.hasEnd == true { throw error }
            for diagnostic in Diagnostics.from(error) { file?.lines.report(diagnostic) }
            throw error
        }
    }

    /// What is on record cannot be cancelled any more. What is no run, and has no number, is used or recorded after its end.
    private func follow(_ event: Event) {
        guard case .runFinished(let result) = event else { return }
        context.course.finished(isLast: result.run != nil && !goesOn)
    }

    private var engineOptions: Engine.Options {
        var options = Engine.Options(
            command: command, limits: settings.jobs.map { Limits(jobs: $0) } ?? Limits(), failsFast: settings.failsFast,
            waitsForLock: settings.waits, isOffline: settings.isOffline, refreshes: settings.refreshes,
            approval: settings.approval
        )
        options.notify = { [output = context.output] in output.tell(output.errorStyle.text($0)) }
        return options
    }
}
