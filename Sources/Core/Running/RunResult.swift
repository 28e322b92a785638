/// How a run ended.
public struct RunResult: Sendable {
    public var steps: [StepResult] { didSet { places = Self.places(of: steps) } }
    public var duration: Duration
    /// The run's number in the ledger; nil when nothing was recorded.
    public var run: Int64?
    /// What kept the run's end off the record, such as a full disk: what the steps did is as they say.
    public var unrecorded: [Diagnostic] = []
    /// Where the steps of each stack are: who asks about every stack in turn must not go through all steps each time.
    private var places: [String: [Int]]

    public init(steps: [StepResult], duration: Duration) {
        self.steps = steps
        self.duration = duration
        places = Self.places(of: steps)
    }

    /// Names of the stacks with every step finished, in order.
    public var succeeded: [String] {
        let failed = withoutArtifact
        return stacks.filter { !failed.contains($0) }
    }
    /// Names of the others.
    public var unfinished: [String] {
        let failed = withoutArtifact
        return stacks.filter { failed.contains($0) }
    }
    /// Names of the stacks of which something was left alone, in order: ``StepResult/Outcome/forgotten(_:because:)``.
    public var leftAlone: [String] {
        stacks.filter { steps(of: $0).contains { if case .forgotten = $0.outcome { true } else { false } } }
    }
    /// Every problem of every step, in order.
    public var problems: [Diagnostic] { steps.flatMap(\.problems) }
    /// True when every step is finished and on record.
    public var isWhole: Bool { unfinished.isEmpty && unrecorded.isEmpty }

    /// True when there was nothing to do.
    public var isFresh: Bool {
        steps.allSatisfy { step in
            switch step.outcome {
            case .fresh, .idle: true
            default: false
            }
        }
    }

    public var wasCancelled: Bool {
        steps.contains { if case .cancelled = $0.outcome { true } else { false } }
    }

    /// Those of one stack.
    public func steps(of stack: String) -> [StepResult] { places[stack, default: []].map { steps[$0] } }

    /// What the stack has of this kind now.
    public func artifact(_ kind: ArtifactKind, of stack: String) -> JSON? {
        steps(of: stack).first { $0.name.kind == kind }?.artifact
    }

    /// Names of all stacks, in the order of the manifest.
    public var stacks: [String] {
        var seen: Set<String> = []
        return steps.map(\.name.stack).filter { seen.insert($0).inserted }
    }

    private static func places(of steps: [StepResult]) -> [String: [Int]] {
        var places: [String: [Int]] = [:]
        for (place, step) in steps.enumerated() { places[step.name.stack, default: []].append(place) }
        return places
    }

    private var withoutArtifact: Set<String> { Set(steps.filter { !$0.isGood }.map(\.name.stack)) }
}
