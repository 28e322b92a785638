/// Takes down what effects made.
struct Demolition: Sendable {
    let pipeline: Pipeline
    let ledger: Ledger
    let run: Int64
    let site: Runner.Site
    let limits: Limits
    let failsFast: Bool
    let events: EventStream

    /// An effect to undo, and the results that fall with it.
    struct Target: Sendable {
        var name: Event.StepName
        /// The standing result, and before it a later try that may have left something behind.
        var records: [StepRecord]
        var dependants: [LedgerSnapshot.Key]

        var key: LedgerSnapshot.Key { LedgerSnapshot.Key(stack: name.stack, plugin: name.plugin) }
    }

    func execute(_ stacks: [[Target]]) async -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let first = FirstFailure()
        let steps = await withTaskGroup(of: (Int, [StepResult]).self) { group in
            var results: [Int: [StepResult]] = [:]
            for (index, targets) in stacks.enumerated() {
                if index >= limits.effect, let (done, steps) = await group.next() { results[done] = steps }
                group.addTask { (index, await self.undo(targets, first)) }
            }
            for await (done, steps) in group { results[done] = steps }
            return results
        }
        return RunResult(steps: stacks.indices.flatMap { steps[$0] ?? [] }, duration: clock.now - start)
    }

    /// One stack's effects in turn; after a failure the rest stays, since it may be what the failed one stands on. Of what
    /// nobody begins any more nothing is sent.
    private func undo(_ targets: [Target], _ first: FirstFailure) async -> [StepResult] {
        var results: [StepResult] = []
        var failed: String?
        for target in targets {
            if failed == nil, let outcome = unbegun(first) {
                results.append(StepResult(name: target.name, outcome: outcome))
                continue
            }
            var result = StepResult(name: target.name, outcome: .cancelled)
            if let failed { result.outcome = .blocked(by: failed) } else { result = await undo(target) }
            if result.artifact == nil, failed == nil { failed = target.name.plugin }
            if case .failed = result.outcome { first.note(result.name) }
            events.send(.stepFinished(target.name, result))
            results.append(result)
        }
        return results
    }

    /// How a step ends that is not to be begun any more; nil as long as it is.
    private func unbegun(_ first: FirstFailure) -> StepResult.Outcome? {
        if Task.isCancelled { return .cancelled }
        return failsFast ? first.name.map { .blocked(by: "\($0)") } : nil
    }

    private func undo(_ target: Target) async -> StepResult {
        let clock = ContinuousClock()
        let start = clock.now
        events.send(.stepStarted(target.name, reasons: []))
        let outcome: StepResult.Outcome
        do {
            let left = try await takeDown(target)
            let artifact = target.records.last?.artifact ?? .null
            outcome = left.map { .forgotten(artifact, because: site.redactor.redact($0.reason)) } ?? .removed(artifact)
        } catch is CancellationError {
            outcome = .cancelled
        } catch {
            let problems = Diagnostics.from(error, code: "\(target.name.plugin).failed").map {
                site.redactor.redact($0)
            }
            outcome = Task.isCancelled ? .cancelled : .failed(problems)
        }
        site.logs?.close(target.name)
        let log = site.logs?.absolutePath(of: target.name)
        return StepResult(name: target.name, outcome: outcome, duration: clock.now - start, log: log)
    }

    /// It is on record that an effect is about to be undone before the first call out, so that whatever cuts that off
    /// leaves a trace: until it has ended nobody knows what is still there.
    ///
    /// - Returns: what was left alone.
    private func takeDown(_ target: Target) async throws -> LeftAlone? {
        let provider = try provider(of: target)
        guard let removal = target.records.first?.removal(run: run, at: Timestamp.now()) else { return nil }
        let id = try await ledger.keep(removal)
        var left: LeftAlone?
        do {
            for record in target.records { left = try await destroy(record, target.name, provider) ?? left }
        } catch {
            try? await keep(removal.ended(error, redactor: site.redactor), of: id, target.name)
            throw error
        }
        try ledger.destroyed(
            target.key, dependants: target.dependants, removal: id, leavesStanding: left != nil, at: Timestamp.now())
        return left
    }

    private func keep(_ removal: StepRecord, of id: Int64, _ name: Event.StepName) async throws {
        var removal = removal
        if removal.status == .failed, let text = removal.error {
            site.logs?.add(name, .error, text, at: Timestamp.now())
        }
        removal.log = site.logs?.path(of: name)
        try await ledger.keepEnd(of: id, removal)
    }

    private func provider(of target: Target) throws -> any StepProvider {
        if let provider = pipeline.provider(named: target.name.plugin) { return provider }
        throw Diagnostic(
            "plan.no-plugin",
            "stack `\(target.name.stack)` was deployed by the plugin `\(target.name.plugin)`, which is not in use any more",
            help: "name the plugin under `plugins:` again, then run `recua down`"
        )
    }

    private func destroy(
        _ record: StepRecord, _ name: Event.StepName, _ provider: any StepProvider
    ) async throws -> LeftAlone? {
        let host = try site.host(for: provider.descriptor, name, manifestFolder: record.facts.folder, events: events)
        let step = Step<JSON, [ArtifactKind: JSON]>(
            stack: record.facts, sections: record.sections, input: [:], prior: record.artifact, token: record.token,
            host: host
        )
        let left = try await CrashPoint.around(.destroy, site.hook) { () async throws -> LeftAlone? in
            do { try await provider.destroy(record.artifact, step) } catch let left as LeftAlone { return left }
            return nil
        }
        try Files.remove(host.scratch)
        try Files.remove(host.folder)
        try Files.remove(site.checkpointPath(of: name))
        return left
    }
}
