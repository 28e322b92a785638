/// What the ledger says of one project at one moment.
public struct LedgerSnapshot: Sendable {
    /// A step, by its stack and plugin.
    public struct Key: Sendable, Hashable {
        public var stack: String
        public var plugin: String

        public init(stack: String, plugin: String) {
            self.stack = stack
            self.plugin = plugin
        }
    }

    /// The last successful run of each step whose result still stands.
    public var current: [Key: StepRecord] { didSet { index() } }
    /// The newest try of each effect that did not end well: failed, cancelled, or cut off (still `begun`). It may have
    /// left something behind. A try to take it down is one too (``StepRecord/isRemoval``), and so is an effect that nobody
    /// has looked for since the ledger was brought back (``StepRecord/isRestored``).
    public var attempts: [Key: StepRecord] { didSet { index() } }
    /// Names of other projects that keep, or kept, what they made in the same ledger.
    public var otherProjects: [String] = []
    /// Names of all plugins it knows: few, whatever the number of stacks.
    private var plugins: Set<String> = []
    /// The steps of which something is to be taken down, in no order: asked for more often than records change.
    private(set) var standingSteps: [Key] = []

    public init(current: [Key: StepRecord] = [:], attempts: [Key: StepRecord] = [:]) {
        self.current = current
        self.attempts = attempts
        index()
    }

    /// The last successful run of a step, if it stands.
    public func current(_ stack: String, _ plugin: String) -> StepRecord? { current[Key(stack: stack, plugin: plugin)] }
    /// The newest try of an effect, if it did not end well.
    public func attempt(_ stack: String, _ plugin: String) -> StepRecord? {
        attempts[Key(stack: stack, plugin: plugin)]
    }

    /// Names of all stacks it knows, sorted.
    public var stacks: [String] { Set(current.keys.map(\.stack) + attempts.keys.map(\.stack)).sorted() }

    /// The standing results of one stack, in the order they came to be.
    public func records(of stack: String) -> [StepRecord] {
        plugins.compactMap { current(stack, $0) }.sorted { $0.id < $1.id }
    }

    /// The tries of one stack's effects that did not end well, in their order.
    public func attempts(of stack: String) -> [StepRecord] {
        plugins.compactMap { attempt(stack, $0) }.sorted { $0.id < $1.id }
    }

    private mutating func index() {
        plugins = Set(current.keys.map(\.plugin)).union(attempts.keys.map(\.plugin))
        standingSteps =
            current.compactMap { $0.value.isEffect ? $0.key : nil }
            + attempts.keys.filter { current[$0]?.isEffect != true }
    }
}
