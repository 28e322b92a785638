extension Engine {
    /// The causes of everything that changed for the steps of a plan that must run, by step.
    ///
    /// Takes no lock, writes nothing.
    public func causes(of plan: Plan) throws -> [LedgerSnapshot.Key: [Cause]] {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return [:] }
        defer { try? ledger.close() }
        var causes: [LedgerSnapshot.Key: [Cause]] = [:]
        for stack in plan.stacks where !stack.isFresh {
            let search = CauseSearch(ledger: ledger, pipeline: pipeline, plan: stack)
            for step in stack.steps {
                let changes = step.reasons.compactMap { if case .changed(let change) = $0 { change } else { nil } }
                guard !changes.isEmpty else { continue }
                let key = LedgerSnapshot.Key(stack: stack.stack.name, plugin: step.name)
                causes[key] = try changes.map { try search.cause(of: $0) }
            }
        }
        return causes
    }
}

/// Looks through the ledger for the runs that made the artifacts of one stack.
private struct CauseSearch {
    /// Runs of one step that are looked through.
    private static let depth = 50

    let ledger: Ledger
    let pipeline: Pipeline
    let plan: Plan.StackPlan

    func cause(of change: Fingerprint.Change) throws -> Cause {
        guard let kind = change.artifact, let to = change.to.flatMap({ Digest($0) }),
            let plugin = plan.steps.first(where: { $0.kind == kind })?.name
        else { return Cause(change) }
        let key = LedgerSnapshot.Key(stack: plan.stack.name, plugin: plugin)
        let runs = try ledger.successes(of: key, limit: Self.depth)
        let digests = runs.map(\.artifactDigest)
        // The run that made it another: the one before it had made something else.
        let turns = runs.indices.filter { digests[$0] == to && $0 + 1 < runs.count && digests[$0 + 1] != to }
        guard let turn = turns.first else { return Cause(change) }
        return Cause(change, making: try making(runs[turn], after: runs[turn + 1]))
    }

    private func making(_ run: StepRecord, after earlier: StepRecord) throws -> Cause.Making {
        let changes = run.fingerprint.changes(since: earlier.fingerprint).map { pipeline.veiled($0) }
        return Cause.Making(
            plugin: run.plugin, time: run.ended, parts: ArtifactFacts.changes(from: earlier.artifact, to: run.artifact),
            causes: try changes.map { try cause(of: $0) }
        )
    }
}

extension ArtifactFacts {
    /// The parts of an artifact, by their place in it, that are not what they were. Places of files and numbers of
    /// processes do not count.
    static func changes(from old: JSON?, to new: JSON?) -> [Fingerprint.Change] {
        func parts(_ artifact: JSON?) -> Fingerprint {
            let leaves = Fingerprint.leaves(of: stripped(artifact ?? [:]), isSource: { _ in false })
            return Fingerprint(components: Dictionary(leaves.map { ($0.path.text, $0.value) }) { first, _ in first })
        }
        return parts(new).changes(since: parts(old))
    }
}
