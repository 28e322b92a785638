/// Carries out a plan: starts what is ready, keeps what comes back, tells the readers of events.
struct Runner: Sendable {
    let planner: Planner
    let ledger: Ledger
    let run: Int64
    let site: Site
    let events: EventStream
    let limits: Limits
    let failsFast: Bool

    func execute(_ plan: Plan) async -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        var scheduler = Scheduler(plan, limits: limits, failsFast: failsFast)
        await withTaskGroup(of: (Scheduler.Index, StepResult).self) { group in
            while true {
                if Task.isCancelled { scheduler.stop() }
                while let index = scheduler.next() {
                    let stack = plan.stacks[index.stack]
                    let step = stack.steps[index.step]
                    let inputs = Inputs(scheduler, index.stack, step.provider.descriptor)
                    let name = scheduler.name(index)
                    group.addTask { (index, await self.result(of: step, name, in: stack, inputs: inputs)) }
                }
                guard let (index, result) = await group.next() else { break }
                events.send(.stepFinished(result.name, result))
                for unrun in scheduler.finish(index, result) {
                    forget(unrun, in: plan.stacks[index.stack])
                    events.send(.stepFinished(unrun.name, unrun))
                }
            }
        }
        try? Files.remove("\(site.folder)/scratch")
        return RunResult(steps: scheduler.all, duration: clock.now - start)
    }

    /// Runs one step, or finds that it need not run.
    private func result(
        of planned: Plan.Step, _ name: Event.StepName, in plan: Plan.StackPlan, inputs: Inputs
    ) async -> StepResult {
        let clock = ContinuousClock()
        let start = clock.now
        let stack = plan.stack
        let step: Plan.Step
        do {
            if let kind = planned.provider.descriptor.standsBy, inputs.failures[kind] == nil {
                return try idle(planned, name)
            }
            step = try planner.due(planned, of: plan, inputs: inputs.digests, failures: inputs.failures)
        } catch {
            events.send(.stepStarted(name, reasons: planned.reasons))
            return StepResult(name: name, outcome: .failed(described(error, planned, in: stack)))
        }
        if step.state == .fresh, let artifact = step.record?.artifact {
            return StepResult(name: name, outcome: .fresh(artifact))
        }
        if case .stale(let reasons) = step.state { events.send(.stepStarted(name, reasons: reasons)) }
        let outcome: StepResult.Outcome
        var evidence: JSON?
        do {
            outcome = try await attempt(step, name, in: stack, inputs: inputs)
        } catch is CancellationError {
            outcome = .cancelled
        } catch {
            outcome = Task.isCancelled ? .cancelled : .failed(described(error, step, in: stack))
            if !Task.isCancelled { evidence = (error as? FailedOutput)?.artifact }
        }
        site.logs?.close(name)
        var result = StepResult(
            name: name, outcome: outcome, duration: clock.now - start, log: site.logs?.absolutePath(of: name))
        (result.evidence, result.fingerprint) = (evidence, step.fingerprint?.digest)
        return result
    }

    private func attempt(
        _ step: Plan.Step, _ name: Event.StepName, in stack: Stack, inputs: Inputs
    ) async throws -> StepResult.Outcome {
        try Task.checkCancellation()
        if let artifact = step.record?.artifact { try site.store.removeDamaged(of: artifact) }
        // Programs look into the store by themselves: what they may look for stays.
        site.store.hold(([step.given] + inputs.artifacts.values).flatMap { Mentions.digests(in: $0.text()) })
        let record = StepRecord(step, in: stack, run: run, at: Timestamp.now())
        let diagnostics = StepDiagnostics(stack)
        let checkpoint = Checkpoint(at: site.checkpointPath(of: name), record, step)
        let host = try site.host(
            for: step.provider.descriptor, name, manifestFolder: stack.facts.folder, events: events,
            diagnostics: diagnostics, checkpoint: checkpoint)
        var isWell = false
        defer { if isWell { site.scratches.giveBack(host.scratch) } else { try? Files.remove(host.scratch) } }
        let running = Step(
            stack: stack.facts, sections: step.given,
            input: inputs.artifacts.filter { step.provider.descriptor.needs.contains($0.key) },
            failures: inputs.failures, prior: step.record?.artifact, token: record.token,
            fingerprint: step.fingerprint?.digest, checkpoint: checkpoint.saved, host: host
        )
        if let attempt = step.attempt, let artifact = try await adopted(attempt, step, running) {
            // That somebody began to take it down stays in history; that it stands is news.
            try await keep(record.ended(.done, artifact: artifact), attempt.isRemoval ? nil : attempt.id)
            checkpoint.remove()
            return .adopted(artifact)
        }
        if step.provider.descriptor.isMomentary, step.record != nil {
            let key = LedgerSnapshot.Key(stack: stack.name, plugin: step.name)
            try ledger.destroyed(key, dependants: [], at: Timestamp.now())
        }
        // An effect is on record before its first call out, so that a run that is cut off leaves a trace.
        let begun = record.isEffect ? try await ledger.keep(record) : nil
        let artifact: JSON
        let confirmed: Plan.Step
        do {
            artifact = try await CrashPoint.around(.run, site.hook) { try await step.provider.run(running) }
            confirmed = try planner.confirmed(
                step, in: stack, inputs: inputs.digests, failures: inputs.failures)
        } catch {
            let error = diagnostics.joined(to: error)
            let ended = record.ended(error, redactor: site.redactor)
            if ended.status == .failed, let text = ended.error {
                site.logs?.add(name, .error, text, at: Timestamp.now())
            }
            try? await keep(ended, begun)
            throw error
        }
        // Where this fails an effect stays on record as begun, not as failed: the next run finds what it made.
        try await keep(record.ended(.done, artifact: artifact, fingerprint: confirmed.fingerprint), begun)
        checkpoint.remove()
        for error in diagnostics.errors { site.say(name, .error, site.redactor.redact(error).logLine, events) }
        isWell = true
        return .done(artifact)
    }

    private func keep(_ record: StepRecord, _ begun: Int64?) async throws {
        var record = record
        record.log = site.logs?.path(of: .init(stack: record.stack, plugin: record.plugin, kind: record.kind))
        if let begun { try await ledger.keepEnd(of: begun, record) } else { try await ledger.keep(record) }
    }

    /// What an interrupted run of the very same step had finished, if it did, or what a taking down that has not ended
    /// well left as it was.
    private func adopted(
        _ attempt: StepRecord, _ step: Plan.Step, _ running: Step<JSON, [ArtifactKind: JSON]>
    ) async throws -> JSON? {
        guard attempt.status == .begun || attempt.isRemoval, !attempt.isRemovalOfFailure,
            attempt.fingerprint == step.fingerprint
        else { return nil }
        // After two crashes with an edit between them, what is found by the token may be the first one's work.
        guard try ledger.isOnly(attempt) else { return nil }
        // By the token even where there is a record: who does not look would say that it is there as recorded.
        let found = try await CrashPoint.around(.observe, site.hook) { try await step.provider.observe(nil, running) }
        guard case .present(let artifact) = found else { return nil }
        return artifact
    }

    /// The error as diagnostics with places, free of secrets.
    private func described(_ error: any Error, _ step: Plan.Step, in stack: Stack) -> [Diagnostic] {
        Diagnostics.from(error, code: "\(step.name).failed").map { site.redactor.redact(stack.placing($0)) }
    }
}
