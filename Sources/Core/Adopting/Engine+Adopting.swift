extension Engine {
    /// Which stacks `adopt` is about.
    public struct AdoptionScope: Sendable {
        public var stacks: [Stack]
        /// Names of all stacks of the manifest.
        public var declared: Set<String>
        /// True when what is found of stacks that are not in the manifest is meant as well.
        public var isWhole: Bool

        public init(stacks: [Stack], declared: Set<String>, isWhole: Bool) {
            self.stacks = stacks
            self.declared = declared
            self.isWhole = isWhole
        }
    }

    /// Looks for what earlier runs left, and records what the ledger does not know of. What it knows stays as it is.
    ///
    /// Nothing is deployed, published or downloaded.
    ///
    /// Where a ledger must have been and is gone, nothing is recorded as long as somebody cannot be asked, or several claim
    /// to be the same, or a backup knows more than what is found.
    ///
    /// - Parameter isRehearsal: true to record nothing; then nothing is written in the project, and no lock is taken.
    /// - Throws: ``Diagnostic`` or ``Diagnostics`` when nothing could be looked for; `CancellationError`.
    public func adopt(
        _ scope: AdoptionScope, isRehearsal: Bool = false, options: Options, events: EventStream
    ) async throws -> AdoptionResult {
        try await endingProviders {
            try await looking(options) { site in
                try await isRehearsal
                    ? rehearsed(scope, site, options, events) : adopted(scope, site, options, events)
            }
        }
    }

    private func rehearsed(
        _ scope: AdoptionScope, _ site: Runner.Site, _ options: Options, _ events: EventStream
    ) async throws -> AdoptionResult {
        let known = try snapshotIfAny()
        let entries = try await entries(
            scope, known ?? LedgerSnapshot(), site, making: makeshift(site), options, events)
        let look = result(entries, of: scope)
        if known == nil, look.isCertain { try refuseToBegin(with: look, of: scope) }
        return look
    }

    /// - Returns: nil when there must have been a ledger, and it is gone.
    private func snapshotIfAny() throws -> LedgerSnapshot? {
        do { return try snapshot() } catch let missing as Diagnostic where missing.code == "ledger.missing" {
            return nil
        }
    }

    private func adopted(
        _ scope: AdoptionScope, _ site: Runner.Site, _ options: Options, _ events: EventStream
    ) async throws -> AdoptionResult {
        // A ledger that holds a part of what is deployed would be taken for the whole by the next run.
        if try snapshotIfAny() == nil {
            let start = ContinuousClock.now
            let found = try await entries(
                scope, LedgerSnapshot(), site, making: makeshift(site), options, EventStream([]))
            let look = result(found, of: scope)
            guard look.isCertain else {
                tell(RunResult(found, duration: ContinuousClock.now - start), options, events)
                return look
            }
            try refuseToBegin(with: look, of: scope)
        }
        let making = offline(self.site(options))
        return try await withLedger(options, events, isNew: true) { ledger, events in
            // Without the lock it is that of another run.
            defer { try? Files.remove("\(project.stateFolder)/scratch") }
            let entries = try await entries(scope, ledger.snapshot(), site, making: making, options, events)
            try record(entries.compactMap(\.record), in: ledger, options)
            return result(entries, of: scope, isRecorded: true)
        }
    }

    private func result(
        _ entries: [Adoption.Entry], of scope: AdoptionScope, isRecorded: Bool = false
    ) -> AdoptionResult {
        AdoptionResult(steps: entries.map(\.step), isRecorded: isRecorded, unasked: unasked(by: scope, entries))
    }

    /// Of a target that no stack has nobody says where to look: in which region, with whose credentials.
    private func unasked(by scope: AdoptionScope, _ entries: [Adoption.Entry]) -> [String] {
        guard scope.isWhole else { return [] }
        let targets = pipeline.descriptors.filter { $0.provides == .deployment && $0.work == .effect }.map(\.name)
        return Set(targets).subtracting(entries.map(\.step.name.plugin)).sorted()
    }

    /// The beginning and the end of a look that nobody has followed.
    private func tell(_ result: RunResult, _ options: Options, _ events: EventStream) {
        let steps = result.steps.map { RunOutline.Step($0.name) }
        events.send(.runStarted(RunOutline(run: nil, command: options.command, steps: steps)))
        events.send(.runFinished(result))
    }

    private func entries(
        _ scope: AdoptionScope, _ snapshot: LedgerSnapshot, _ site: Runner.Site, making: Runner.Site,
        _ options: Options, _ events: EventStream
    ) async throws -> [Adoption.Entry] {
        let planner = planner(knowing: Drift())
        let plan = try planner.plan(scope.stacks, project: project.name, goal: .everything, ledger: snapshot)
        let adoption = Adoption(
            planner: planner, snapshot: snapshot, site: site, making: making, limits: options.limits, events: events)
        let (start, outline) = (ContinuousClock.now, plan.outline)
        events.send(.runStarted(RunOutline(run: nil, command: options.command, steps: outline)))
        let entries = await adoption.entries(of: plan, declared: scope.declared, isWhole: scope.isWhole)
        let result = RunResult(entries, of: outline.map(\.name), duration: ContinuousClock.now - start)
        events.send(.runFinished(result))
        // What was found in part is not recorded.
        if result.wasCancelled { throw CancellationError() }
        return entries
    }

    /// Records all or nothing worth mentioning: a project that is known already gets no run.
    private func record(_ records: [StepRecord], in ledger: Ledger, _ options: Options) throws {
        guard !records.isEmpty else { return }
        let run = try ledger.beginRun(command: options.command, by: .current, at: Timestamp.now())
        for record in records {
            // What runs writes its logs there again.
            try Files.createFolder(project.folder(stack: record.stack, plugin: record.plugin))
        }
        try ledger.adopt(
            records.map { record in
                var record = record
                record.run = run
                return record
            })
        try ledger.endRun(run, .succeeded, at: Timestamp.now())
        backUp(ledger)
    }

    private func offline(_ site: Runner.Site) -> Runner.Site {
        var site = site
        site.isOffline = true
        return site
    }

    /// For steps that are made again and not kept: their folders lie beside those of the steps that look.
    private func makeshift(_ site: Runner.Site) -> Runner.Site {
        var making = offline(site)
        making.folder = (site.lookFolder ?? temporaryFolder) + "/made"
        making.lookFolder = nil
        return making
    }
}
