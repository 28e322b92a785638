extension Engine {
    /// A run that may have changed the world outside leaves a backup: to forget a deployment costs money. So does one
    /// after a run that was cut off, and one whose ledger was removed while it was open.
    ///
    /// Without room for it the run has still succeeded; `recua doctor` tells how old the newest backup is.
    func backUp(_ ledger: Ledger) { _ = try? ledger.backUp(at: Timestamp.now()) }

    func changedEffects(_ result: RunResult) -> Bool {
        result.steps.contains { step in
            switch step.outcome {
            case .removed, .forgotten: true
            case .fresh, .idle, .blocked, .looked: false
            default: pipeline.provider(named: step.name.plugin)?.descriptor.work == .effect
            }
        }
    }
}
