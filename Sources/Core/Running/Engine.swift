/// The whole of Recua behind one door: plans, runs and undoes the stacks of one project.
public struct Engine: Sendable {
    public let project: Project
    public let pipeline: Pipeline
    public let store: Store
    let environment: [String: String]
    private let executable: String
    private let redactor = Redactor()
    let hook: CrashPoint.Hook

    /// - Parameters:
    ///   - environment: the process's environment; steps see the part they declare.
    ///   - executable: the program that residents are started with.
    ///   - hook: what happens around everything that lasts.
    public init(
        project: Project, pipeline: Pipeline, store: Store, environment: [String: String], executable: String,
        hook: @escaping CrashPoint.Hook = CrashPoint.pass
    ) {
        self.project = project
        self.pipeline = pipeline
        self.store = store
        self.environment = environment
        self.executable = executable
        self.hook = hook
    }

    /// What the ledger knows; nothing when there is none. Waits for nobody.
    public func snapshot() throws -> LedgerSnapshot {
        try reading { try $0.snapshot() } ?? LedgerSnapshot()
    }

    /// What a run would do. Waits for nobody, writes nothing but, once, where the project is.
    public func plan(_ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = []) throws -> Plan {
        try planned(stacks, by: planner, goal: goal, asked: asked)
    }

    /// The same for who has something to do for each stack meanwhile.
    ///
    /// - Parameters:
    ///   - early: what was read of the ledger beforehand; of no account when it is another project's.
    ///   - each: told of each stack at once.
    package func plan(
        _ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind>, knowing early: EarlySnapshot?,
        each: (Plan.StackPlan) -> Void
    ) throws -> Plan {
        let known = early?.project == project ? early?.ledger : nil
        return try planned(stacks, by: planner, goal: goal, asked: asked, knowing: known, each: each)
    }

    /// How a run is carried out.
    public struct Options: Sendable {
        /// What the user typed, for the ledger and for those who wait for the lock.
        public var command: String
        public var limits: Limits
        public var failsFast: Bool
        /// Wait for the lock instead of giving up.
        public var waitsForLock: Bool
        /// Told, before the work begins, who holds the lock that is waited for, and what is unusual about the place of
        /// the ledger.
        public var notify: @Sendable (Diagnostic) -> Void = { _ in }
        /// Ask nothing of the network: what steps see as ``StepHost/isOffline``.
        public var isOffline: Bool
        /// A saved plan: nothing is done when what would be done now is anything else.
        public var approval: Approval?
        /// Ask the world first whether what stands is as it was left, and bring back what is not.
        public var refreshes: Bool
        /// What a plan of the same stacks, goal and kinds said a moment ago, so that it need not be made for a look; under
        /// the lock it is made again. Counts for nothing where the world is asked, or a saved plan approved.
        public var look: Plan?

        public init(
            command: String, limits: Limits = Limits(), failsFast: Bool = false, waitsForLock: Bool = false,
            isOffline: Bool = false, refreshes: Bool = false, approval: Approval? = nil
        ) {
            self.command = command
            self.limits = limits
            self.failsFast = failsFast
            self.waitsForLock = waitsForLock
            self.isOffline = isOffline
            self.refreshes = refreshes
            self.approval = approval
        }

        var knownLook: Plan? { refreshes || approval != nil ? nil : look }
    }

    /// Brings the stacks to the goal. A plan with nothing to do returns at once: no lock, no write, no process.
    ///
    /// Cancelling the task starts nothing new and cancels what runs; what had finished stays recorded.
    ///
    /// - Throws: ``Diagnostic`` or ``Diagnostics`` when nothing could be started; failed steps are in the result.
    public func run(
        _ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = [], options: Options, events: EventStream
    ) async throws -> RunResult {
        try await endingProviders {
            let planner = planner(
                knowing: options.refreshes ? try await drift(of: stacks, goal: goal, options, events) : Drift(),
                isThorough: options.approval != nil)
            let look = try options.knownLook ?? planned(stacks, by: planner, goal: goal, asked: asked)
            try check(look, options.approval)
            if look.isFresh { return Self.freshResult(of: look) }
            Trace.current?.abandon()
            return try await withLedger(options, events) { ledger, events in
                store.sweep()
                // Planned again under the lock: another process may have changed the world meanwhile.
                let plan = try planned(stacks, by: planner, goal: goal, asked: asked, in: ledger)
                try check(plan, options.approval)
                return try await recorded(in: ledger, options, events, plan.outline) { run in
                    let runner = Runner(
                        planner: planner, ledger: ledger, run: run, site: site(options, run: run), events: events,
                        limits: options.limits, failsFast: options.failsFast
                    )
                    return await runner.execute(plan)
                }
            }
        }
    }

    /// Undoes the effects of the named stacks, the last first, by what the ledger says: the stacks need not be in the
    /// manifest any more.
    public func down(_ stacks: [String], options: Options, events: EventStream) async throws -> RunResult {
        try await endingProviders {
            let look = Demolition.targets(of: stacks, in: try snapshot(), pipeline)
            if look.isEmpty { return RunResult(steps: [], duration: .zero) }
            return try await withLedger(options, events) { ledger, events in
                let targets = Demolition.targets(of: stacks, in: try ledger.snapshot(), pipeline)
                let steps = targets.flatMap { $0.map { RunOutline.Step($0.name) } }
                return try await recorded(in: ledger, options, events, steps) { run in
                    let demolition = Demolition(
                        pipeline: pipeline, ledger: ledger, run: run, site: site(options, run: run),
                        limits: options.limits, failsFast: options.failsFast, events: events
                    )
                    return await demolition.execute(targets)
                }
            }
        }
    }

    /// Lends the ledger for writing, under the project's lock, and the stream with those who keep up the lock's text.
    ///
    /// - Parameter isNew: make a ledger even where one is missing.
    func withLedger<Value>(
        _ options: Options, _ events: EventStream, isNew: Bool = false,
        _ body: (Ledger, EventStream) async throws -> Value
    ) async throws -> Value {
        let lock = try await ProjectLock.take(
            project.lock, command: options.command, waits: options.waitsForLock, onWait: options.notify)
        defer { withExtendedLifetime(lock) {} }
        let place = project.stateFolder
        if let doubt = FileSystemKind.of(place).doubt(about: place) { options.notify(doubt) }
        // So that `recua gc` asks this ledger what it needs.
        try? KnownProjects(store: store).add(project.stateFolder)
        let ledger = try Ledger.write(project.ledger, project: project.name, isNew: isNew, hook: hook)
        defer { try? ledger.close() }
        return try await body(ledger, lock.observed(events))
    }

    /// A run with its beginning and its end in the ledger and among the events.
    private func recorded(
        in ledger: Ledger, _ options: Options, _ events: EventStream, _ steps: [RunOutline.Step],
        _ body: (Int64) async throws -> RunResult
    ) async throws -> RunResult {
        let run = try ledger.beginRun(command: options.command, by: .current, at: Timestamp.now())
        events.send(.runStarted(RunOutline(run: run, command: options.command, steps: steps)))
        var result = try await body(run)
        result.run = run
        // What the steps did, and why they failed, is to be told all the same.
        do { try end(run, result, in: ledger) } catch {
            result.unrecorded = Diagnostics.from(error)
            if ledger.isGone { backUp(ledger) }
        }
        events.send(.runFinished(result))
        return result
    }

    private func end(_ run: Int64, _ result: RunResult, in ledger: Ledger) throws {
        let outcome: RunRecord.Outcome =
            result.wasCancelled ? .cancelled : result.unfinished.isEmpty ? .succeeded : .failed
        try ledger.endRun(run, outcome, at: Timestamp.now())
        forgetOld(in: ledger)
        if ledger.wasCutOff || changedEffects(result) { backUp(ledger) }
    }

    /// Ends what the providers started, on every way out. Afterwards they do no step any more.
    public func endingProviders<Value>(_ body: () async throws -> Value) async throws -> Value {
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await endProviders()
        return try result.get()
    }

    /// Ends what the providers started, all of them at once.
    public func endProviders() async {
        await withDiscardingTaskGroup { group in
            for provider in pipeline.providers { group.addTask { await provider.shutDown() } }
        }
    }

    private var planner: Planner { Planner(pipeline: pipeline, store: store, environment: environment) }

    func planner(knowing drift: Drift, isThorough: Bool = false) -> Planner {
        var planner = planner
        planner.drift = drift
        planner.isThorough = isThorough
        return planner
    }

    /// - Parameters:
    ///   - folder: where steps have their folders; `.recua` unless said otherwise.
    ///   - run: whose steps' words are kept; those of no run are not.
    func site(_ options: Options, folder: String? = nil, run: Int64? = nil) -> Runner.Site {
        Runner.Site(
            store: store, folder: folder ?? project.stateFolder, environment: environment, executable: executable,
            isOffline: options.isOffline, redactor: redactor, hook: hook,
            logs: run.map { StepLogs(folder: project.stateFolder, run: $0) }
        )
    }

    /// For what is gone when the command ends.
    var temporaryFolder: String { environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }

    /// The result of a run that would do nothing; nil when there is something to do.
    public func freshResult(of stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = []) throws -> RunResult? {
        let plan = try plan(stacks, goal: goal, asked: asked)
        return plan.isFresh ? Self.freshResult(of: plan) : nil
    }

    private static func freshResult(of plan: Plan) -> RunResult {
        let steps = plan.stacks.flatMap { stack in
            stack.steps.compactMap { step in
                step.record?.artifact.map { artifact in
                    let name = Event.StepName(stack: stack.stack.name, plugin: step.name, kind: step.kind)
                    return StepResult(name: name, outcome: .fresh(artifact))
                }
            }
        }
        return RunResult(steps: steps, duration: .zero)
    }
}
