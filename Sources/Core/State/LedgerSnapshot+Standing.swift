extension LedgerSnapshot {
    /// What of a stack is to be taken down one day, the oldest first: the results of effects that stand, and tries that
    /// did not end well and may have left something.
    public func standing(of stack: String) -> [StepRecord] {
        (records(of: stack).filter(\.isEffect) + attempts(of: stack)).sorted { $0.id < $1.id }
    }

    /// Names of the stacks of which something is to be taken down, sorted.
    public var standingStacks: [String] { standingStacks(besides: []) }

    /// The same without some, sorted.
    public func standingStacks(besides known: Set<String>) -> [String] {
        Set(standingSteps.map(\.stack)).subtracting(known).sorted()
    }

    /// The effects, as `stack/plugin`, that a run has begun to make or to undo and of which no end is on record.
    public var begun: Set<String> {
        Set(attempts.filter { $1.status == .begun && !$1.isRestored }.map { "\($0.key.stack)/\($0.key.plugin)" })
    }
}
