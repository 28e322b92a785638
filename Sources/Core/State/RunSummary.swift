/// A run and what it did.
public struct RunSummary: Sendable, Hashable {
    public var run: RunRecord
    /// How many of its steps ended how. What a later run took down counts as `destroyed`, unless it had failed.
    public var counts: [StepRecord.Status: Int] = [:]
    /// Names of the stacks in which it ran something, in the order they began.
    public var stacks: [String] = []
    /// The steps it ran in the stacks that are told one by one, in order.
    public var steps: [PastStep] = []
    /// What it took down.
    public var removed: [PastStep] = []

    /// How many steps it ran.
    public var stepCount: Int { counts.values.reduce(0, +) }
    public var failedCount: Int { counts[.failed] ?? 0 }
}
