/// What `recua adopt` found, step by step.
public struct AdoptionResult: Sendable {
    /// What was found for a step.
    public enum Outcome: Sendable {
        /// The ledger knows of it, and it is left as it is.
        case known
        /// Found just as a run would leave it.
        case adopted(JSON)
        /// Found, and made of something else than a run would make it of now: in what it differs.
        case differs(JSON, [Difference])
        /// Found for a stack that the manifest does not have, or has with another target.
        case stray(JSON)
        /// Several claim to be the same, and none of these is recorded.
        case conflict([JSON])
        /// Nothing was found.
        case absent
        /// Left to `up`: why, when there is more to say than that something before it is missing.
        case left([Diagnostic])
        case failed([Diagnostic])
    }

    /// A step, and what was found for it.
    public struct Step: Sendable {
        public var name: Event.StepName
        public var outcome: Outcome

        public init(name: Event.StepName, outcome: Outcome) {
            self.name = name
            self.outcome = outcome
        }
    }

    /// In the order of the manifest; what it does not have comes last.
    public var steps: [Step] { didSet { places = Self.places(of: steps) } }
    /// False when nothing was put on record.
    public var isRecorded: Bool
    /// Targets that no stack has, sorted: what they have of stacks that left the manifest was not looked for.
    public var unasked: [String]
    /// Where the steps of each stack are.
    private var places: [String: [Int]]

    public init(steps: [Step], isRecorded: Bool, unasked: [String] = []) {
        self.steps = steps
        self.isRecorded = isRecorded
        self.unasked = unasked
        places = Self.places(of: steps)
    }

    public var stacks: [String] {
        var seen: Set<String> = []
        return steps.map(\.name.stack).filter { seen.insert($0).inserted }
    }

    /// Those of one stack.
    public func steps(of stack: String) -> [Step] { places[stack, default: []].map { steps[$0] } }

    /// Everything that went wrong, each once.
    public var problems: [Diagnostic] {
        var seen: Set<String> = []
        return steps.flatMap { step -> [Diagnostic] in
            if case .failed(let problems) = step.outcome { problems } else { [] }
        }.filter { seen.insert("\($0)").inserted }
    }

    public var hasConflict: Bool {
        steps.contains { if case .conflict = $0.outcome { true } else { false } }
    }

    /// True when everybody could be asked, and no answer contradicts another.
    var isCertain: Bool { problems.isEmpty && !hasConflict }

    private static func places(of steps: [Step]) -> [String: [Int]] {
        Dictionary(grouping: steps.indices) { steps[$0].name.stack }
    }
}

extension AdoptionResult.Outcome {
    /// What goes on record.
    var recorded: JSON? {
        switch self {
        case .adopted(let artifact), .differs(let artifact, _), .stray(let artifact): artifact
        case .known, .conflict, .absent, .left, .failed: nil
        }
    }
}
