extension LedgerSnapshot {
    /// What of a stack is to be taken down one day, the oldest first: the results of effects that stand, and tries that
    /// did not end well and may have left something.
    public func standing(of stack: String) -> [StepRecord] {
        (records(of: stack).filter(\.isEffect) + attempts(of: stack)).sorted { $0.id < $1.id }
    }

    /// Names of the stacks of which something is to be taken down, sorted.
    public var standingStacks: [String] { Set(standingSteps.map(\.stack)).sorted() }

    /// The steps of which something is to be taken down, in no order.
    var standingSteps: [Key] {
        current.compactMap { $0.value.isEffect ? $0.key : nil } + attempts.keys.filter { current[$0]?.isEffect != true }
    }
}
