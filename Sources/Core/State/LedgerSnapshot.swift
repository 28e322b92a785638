/// What the ledger says of one project at one moment.
public struct LedgerSnapshot: Sendable {
    public struct Key: Sendable, Hashable {
        public var stack: String
        public var plugin: String

        public init(stack: String, plugin: String) {
            self.stack = stack
            self.plugin = plugin
        }
    }

    /// The last successful run of each step whose result still stands.
    public var current: [Key: StepRecord]
    /// The newest try of each effect that did not end well: failed, cancelled, or cut off (still `begun`). It may have
    /// left something behind.
    public var attempts: [Key: StepRecord]

    public init(current: [Key: StepRecord] = [:], attempts: [Key: StepRecord] = [:]) {
        self.current = current
        self.attempts = attempts
    }

    public func current(_ stack: String, _ plugin: String) -> StepRecord? { current[Key(stack: stack, plugin: plugin)] }
    public func attempt(_ stack: String, _ plugin: String) -> StepRecord? {
        attempts[Key(stack: stack, plugin: plugin)]
    }

    /// Names of all stacks it knows, sorted.
    public var stacks: [String] { Set(current.keys.map(\.stack) + attempts.keys.map(\.stack)).sorted() }

    /// The standing results of one stack, in the order they came to be.
    public func records(of stack: String) -> [StepRecord] {
        current.values.filter { $0.stack == stack }.sorted { $0.id < $1.id }
    }
}
