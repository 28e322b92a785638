extension StepResult {
    /// What came of looking for a step, where it was not simply found.
    public enum Look: Sendable {
        /// The ledger knows of it, and it is left as it is.
        case known
        /// Nothing was found.
        case absent
        /// Left to `up`: why, when there is more to say than that something before it is missing.
        case left([Diagnostic])
        /// Others say that they are it, and are not recorded; one that is what a run would make is all the same.
        case conflict([JSON], recorded: JSON?)
    }

    /// What was found of one step, for those who follow the events.
    ///
    /// - Parameter entries: at least one, all of the same step.
    init?(_ entries: some Collection<Adoption.Entry>) {
        guard let first = entries.first else { return nil }
        let claims = entries.flatMap { entry in
            if case .conflict(let artifacts) = entry.step.outcome { artifacts } else { [JSON]() }
        }
        let recorded = entries.lazy.compactMap(\.step.outcome.recorded).first
        self.init(
            name: first.step.name,
            outcome: claims.isEmpty ? Outcome(first.step.outcome) : .looked(.conflict(claims, recorded: recorded)),
            duration: first.duration)
    }
}

extension StepResult.Outcome {
    fileprivate init(_ found: AdoptionResult.Outcome) {
        self =
            switch found {
            case .adopted(let artifact), .differs(let artifact, _), .stray(let artifact): .adopted(artifact)
            case .failed(let problems): .failed(problems)
            case .known: .looked(.known)
            case .absent: .looked(.absent)
            case .left(let problems): .looked(.left(problems))
            case .conflict(let claims): .looked(.conflict(claims, recorded: nil))
            }
    }
}

extension RunResult {
    /// What was found, each step once.
    ///
    /// - Parameter planned: the steps that were to be looked for; those without an entry were cancelled.
    init(_ entries: [Adoption.Entry], of planned: [Event.StepName] = [], duration: Duration) {
        let found = Dictionary(grouping: entries, by: \.step.name).compactMapValues { StepResult($0) }
        let looked = planned.map { found[$0] ?? StepResult(name: $0, outcome: .cancelled) }
        var told = Set(planned)
        let others = entries.map(\.step.name).filter { told.insert($0).inserted }
        self.init(steps: looked + others.compactMap { found[$0] }, duration: duration)
    }
}
