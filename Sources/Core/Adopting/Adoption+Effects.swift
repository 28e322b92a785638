extension Adoption {
    /// An effect of which there is no record.
    func effect(_ step: Plan.Step, _ name: Event.StepName, _ question: Question) async throws -> [Entry] {
        guard question.problems.isEmpty else { return [Entry(name, .failed(question.problems))] }
        switch try await observation(of: step, question) {
        case .present(let artifact) where question.isKnown:
            let entry = Entry(
                name, .adopted(artifact), record: record(step, question.stack, artifact, step.fingerprint))
            return [entry]
                + conflict(question.found.filter { $0.identity != Survey.Found.identity(of: artifact) }, name)
        case .present(let artifact): return differing(artifact, [Self.unknown], step, name, question)
        case .drifted(let artifact, let differences):
            return differing(artifact, differences.map { site.redactor.redact($0) }, step, name, question)
        case .absent: break
        }
        switch question.found.count {
        case 0: return [Entry(name, .absent)]
        case 1:
            let difference = question.isKnown ? Self.elsewhere : Self.unknown
            return differing(question.found[0].artifact, [difference], step, name, question)
        default: return conflict(question.found, name)
        }
    }

    /// Without what it would be made of, a thing is known by its names alone.
    private func observation(of step: Plan.Step, _ question: Question) async throws -> Observation<JSON> {
        if question.isKnown {
            return try await withHost(step, question, site) { try await step.provider.find($0) }
        }
        guard question.found.isEmpty else { return .absent }
        return try await withHost(step, question, site) { try await step.provider.observe(nil, $0) }
    }

    private func differing(
        _ artifact: JSON, _ differences: [Difference], _ step: Plan.Step, _ name: Event.StepName, _ question: Question
    ) -> [Entry] {
        let record = record(step, question.stack, artifact, Fingerprint(adopted: differences))
        let others = question.found.filter { $0.identity != Survey.Found.identity(of: artifact) }
        return [Entry(name, .differs(artifact, differences), record: record)] + conflict(others, name)
    }

    private static let elsewhere = Difference("it was found in another place than the manifest names")
    private static let unknown = Difference("it was found, and what it would be made of now is not known")

    /// - Returns: nothing when there are none.
    func conflict(_ found: [Survey.Found], _ name: Event.StepName) -> [Entry] {
        found.isEmpty ? [] : [Entry(name, .conflict(found.map(\.artifact)))]
    }

    /// What was found of stacks that the manifest does not have, or that have another target there.
    ///
    /// - Parameter isMeant: whether an undeclared stack counts.
    func strays(of survey: Survey, _ plan: Plan, isMeant: (String) -> Bool) -> [Entry] {
        let planned = Dictionary(plan.stacks.map { ($0.stack.name, Set($0.steps.map(\.name))) }) { first, _ in first }
        let strays = survey.found.filter { found in
            planned[found.name.stack].map { !$0.contains(found.name.plugin) } ?? isMeant(found.name.stack)
        }
        let byName = Dictionary(grouping: strays, by: \.name)
        return byName.sorted { "\($0.key)" < "\($1.key)" }.flatMap { name, found -> [Entry] in
            let standing = snapshot.current(name.stack, name.plugin)?.artifact
            if standing != nil || snapshot.attempt(name.stack, name.plugin) != nil {
                let own = standing.map { Survey.Found.identity(of: $0) }
                return [Entry(name, .known)] + conflict(found.filter { own != nil && $0.identity != own }, name)
            }
            guard found.count == 1 else { return conflict(found, name) }
            return [Entry(name, .stray(found[0].artifact), record: record(found[0]))]
        }
    }
}
