/// Takes down what effects made.
struct Demolition: Sendable {
    let pipeline: Pipeline
    let ledger: Ledger
    let site: Runner.Site
    let limits: Limits
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
        let steps = await withTaskGroup(of: (Int, [StepResult]).self) { group in
            var results: [Int: [StepResult]] = [:]
            for (index, targets) in stacks.enumerated() {
                if index >= limits.effect, let (done, steps) = await group.next() { results[done] = steps }
                group.addTask { (index, await self.undo(targets)) }
            }
            for await (done, steps) in group { results[done] = steps }
            return results
        }
        return RunResult(steps: stacks.indices.flatMap { steps[$0] ?? [] }, duration: clock.now - start)
    }

    /// One stack's effects in turn; after a failure the rest stays, since it may be what the failed one stands on.
    private func undo(_ targets: [Target]) async -> [StepResult] {
        var results: [StepResult] = []
        var failed: String?
        for target in targets {
            var result = StepResult(name: target.name, outcome: .cancelled)
            if let failed { result.outcome = .blocked(by: failed) } else { result = await undo(target) }
            if result.artifact == nil, failed == nil { failed = target.name.plugin }
            events.send(.stepFinished(target.name, result))
            results.append(result)
        }
        return results
    }

    private func undo(_ target: Target) async -> StepResult {
        let clock = ContinuousClock()
        let start = clock.now
        events.send(.stepStarted(target.name, reasons: []))
        let outcome: StepResult.Outcome
        do {
            try Task.checkCancellation()
            for record in target.records { try await destroy(record, target.name) }
            try ledger.destroyed(target.key, dependants: target.dependants, at: Timestamp.now())
            outcome = .removed(target.records.last?.artifact ?? .null)
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

    private func destroy(_ record: StepRecord, _ name: Event.StepName) async throws {
        guard let provider = pipeline.provider(named: record.plugin) else {
            throw Diagnostic(
                "plan.no-plugin",
                "stack `\(record.stack)` was deployed by the plugin `\(record.plugin)`, which is not in use any more",
                help: "name the plugin under `plugins:` again, then run `recua down`"
            )
        }
        let host = try site.host(for: provider.descriptor, name, manifestFolder: record.facts.folder, events: events)
        let step = Step<JSON, [ArtifactKind: JSON]>(
            stack: record.facts, sections: record.sections, input: [:], prior: record.artifact, token: record.token,
            host: host
        )
        try await CrashPoint.around(.destroy, site.hook) { try await provider.destroy(record.artifact, step) }
        try Files.remove(host.scratch)
        try Files.remove(host.folder)
        try Files.remove(site.checkpointPath(of: name))
    }
}
