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

    /// Nothing failed that the step is to tell of. What it told of before holds no more, so that the next failure is a
    /// new one, whatever it says.
    func idle(_ step: Plan.Step, _ name: Event.StepName) throws -> StepResult {
        if step.record != nil {
            let key = LedgerSnapshot.Key(stack: name.stack, plugin: name.plugin)
            try ledger.destroyed(key, dependants: [], at: Timestamp.now())
        }
        return StepResult(name: name, outcome: .idle)
    }
}
