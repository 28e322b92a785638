import RecuaCore

extension RunResult {
    /// Names of the stacks that are not done, in order: those of which a step failed, and those that were cancelled or
    /// never begun.
    var undone: (failed: [String], others: [String]) {
        let failures = Set(steps.filter(\.hasFailed).map(\.name.stack))
        let names = unfinished
        return (names.filter(failures.contains), names.filter { !failures.contains($0) })
    }
}

extension StepResult {
    fileprivate var hasFailed: Bool { if case .failed = outcome { true } else { false } }
}
