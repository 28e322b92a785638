/// What a run has before it, as far as can be told when it begins.
public struct RunOutline: Sendable, Hashable {
    /// A step that is to run, or is up to date.
    public struct Step: Sendable, Hashable {
        public var name: Event.StepName
        /// True when it is known that it need not run.
        public var isFresh: Bool
        /// How long its last good run took; nil when there is none on record.
        public var expected: Duration?

        public init(_ name: Event.StepName, isFresh: Bool = false, expected: Duration? = nil) {
            self.name = name
            self.isFresh = isFresh
            self.expected = expected
        }
    }

    /// Its number in the ledger; nil for what is not recorded there.
    public var run: Int64?
    public var command: String
    public var steps: [Step]

    public init(run: Int64?, command: String, steps: [Step]) {
        self.run = run
        self.command = command
        self.steps = steps
    }

    public var stackCount: Int { Set(steps.map(\.name.stack)).count }
    public var freshCount: Int { steps.count { $0.isFresh } }
}

extension Plan.State {
    fileprivate var isStandby: Bool { if case .standby = self { true } else { false } }
}

extension Plan {
    /// Its steps, with how long each took the last time.
    var outline: [RunOutline.Step] {
        stacks.flatMap { stack in
            stack.steps.map { step in
                RunOutline.Step(
                    Event.StepName(stack: stack.stack.name, plugin: step.name, kind: step.kind),
                    isFresh: step.state == .fresh, expected: step.state.isStandby ? .zero : step.record?.duration)
            }
        }
    }
}
