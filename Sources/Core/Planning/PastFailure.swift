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
    public init?(_ step: PastStep) {
        switch step.status {
        case .failed: self.init(step.kind, run: step.run, time: step.ended, error: step.error ?? "failed")
        case .cancelled: self.init(step.kind, run: step.run, time: step.ended, error: nil)
        case .begun, .done, .destroyed: return nil
        }
    }
}

extension Plan {
    /// The plan with steps that failed, where it took them for such as never ran.
    ///
    /// - Parameter failures: of a stack, by plugin.
    func recalling(_ failures: (_ stack: String) throws -> [String: PastFailure]) rethrows -> Plan {
        var plan = self
        for place in stacks.indices where stacks[place].steps.contains(where: \.isWithoutRun) {
            let known = try failures(stacks[place].stack.name)
            guard !known.isEmpty else { continue }
            for index in stacks[place].steps.indices where stacks[place].steps[index].isWithoutRun {
                plan.stacks[place].steps[index].recall(known[stacks[place].steps[index].name])
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
