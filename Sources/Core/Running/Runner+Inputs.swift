extension Runner {
    /// What earlier steps of the stack have made, or failed to make.
    struct Inputs: Sendable {
        var artifacts: [ArtifactKind: JSON]
        /// Of what the step takes failed.
        var failures: [ArtifactKind: StepFailure]

        var digests: [ArtifactKind: Digest] { artifacts.mapValues { ArtifactFacts.digest(of: $0) } }

        init(_ scheduler: Scheduler, _ stack: Int, _ descriptor: PluginDescriptor) {
            artifacts = scheduler.artifacts(of: stack)
            let taken = descriptor.takesFailed
            failures = taken.isEmpty ? [:] : scheduler.failures(of: stack).filter { taken.contains($0.key) }
        }
    }

    /// What stands behind a step that had nothing to do has no more to do than that.
    func forget(_ unrun: StepResult, in plan: Plan.StackPlan) {
        guard case .idle = unrun.outcome, let step = plan.steps.first(where: { $0.name == unrun.name.plugin }) else {
            return
        }
        // Where this fails, the next run does it.
        _ = try? idle(step, unrun.name)
    }

    /// Nothing failed that the step is to tell of. What it told of before holds no more, so that the next failure is a
    /// new one, whatever it says. What an effect made still stands.
    func idle(_ step: Plan.Step, _ name: Event.StepName) throws -> StepResult {
        if step.record != nil, step.provider.descriptor.work != .effect {
            let key = LedgerSnapshot.Key(stack: name.stack, plugin: name.plugin)
            try ledger.destroyed(key, dependants: [], at: Timestamp.now())
        }
        return StepResult(name: name, outcome: .idle)
    }
}
