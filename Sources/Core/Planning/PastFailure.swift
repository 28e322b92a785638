/// How the last try of a step ended that never ended well since, as the ledger has it.
public struct PastFailure: Sendable, Hashable {
    /// What it was to make.
    public var kind: ArtifactKind
    /// The run that tried it.
    public var run: Int64
    /// When it ended: RFC 3339, UTC.
    public var time: String?
    /// What was wrong; nil when it was cancelled.
    public var error: String?
    /// True of a report, and of what was to be made of a deployment or a report: it is of no interest once that is gone.
    public var saysOfDeployment = false

    public init(_ kind: ArtifactKind, run: Int64, time: String?, error: String?) {
        self.kind = kind
        self.run = run
        self.time = time
        self.error = error
    }
}

extension PastFailure: CustomStringConvertible {
    public var description: String { error == nil ? "cancelled in run \(run)" : "failed in run \(run)" }
}

extension PastFailure {
    /// - Returns: nil for a step that ended well.
    public init?(_ step: StepRecord) {
        let error: String?
        switch step.status {
        case .failed: error = step.error ?? "failed"
        case .cancelled: error = nil
        case .begun, .done, .destroyed: return nil
        }
        self.init(step.kind, run: step.run, time: step.ended, error: error)
        saysOfDeployment = step.kind == .report || step.inputs.contains { [.deployment, .report].contains($0) }
    }
}

extension Plan {
    /// The plan with steps that failed, where it took them for such as never ran.
    ///
    /// - Parameter failures: of all stacks; asked for once, and only where a step is to run that never ended well.
    func recalling(_ failures: () throws -> [LedgerSnapshot.Key: StepRecord]) rethrows -> Plan {
        let places = stacks.indices.filter {
            !stacks[$0].isFresh && stacks[$0].steps.contains { $0.isWithoutRun && !$0.state.isSettled }
        }
        guard !places.isEmpty else { return self }
        let known = try failures()
        guard !known.isEmpty else { return self }
        var plan = self
        for place in places {
            for index in stacks[place].steps.indices where stacks[place].steps[index].isWithoutRun {
                let key = LedgerSnapshot.Key(
                    stack: stacks[place].stack.name, plugin: stacks[place].steps[index].name)
                plan.stacks[place].steps[index].recall(known[key].flatMap { PastFailure($0) })
            }
        }
        return plan
    }
}

extension Plan.Step {
    fileprivate var isWithoutRun: Bool { record?.artifact == nil && attempt == nil }

    fileprivate mutating func recall(_ failure: PastFailure?) {
        guard let failure else { return }
        pastFailure = failure
        func told(_ reasons: [Plan.Reason]) -> [Plan.Reason] { reasons.map { $0 == .neverRun ? .failed(failure) : $0 } }
        if case .stale(let reasons) = state { state = .stale(told(reasons)) }
        known = told(known)
    }
}
