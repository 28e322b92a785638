extension StepResult {
    /// True when it failed since nothing is kept of what a run does any more: then nothing else may begin.
    var endsRun: Bool { problems.contains { $0.code == LedgerProblem.movedCode } }
}
