extension Engine {
    /// What still stands of other projects in this ledger, which several manifests may share, by whether a manifest beside
    /// it has them.
    ///
    /// - Parameter snapshot: of this engine's project; without other projects in it nothing is read.
    public func stranded(besides snapshot: LedgerSnapshot) throws -> Stranded {
        guard !snapshot.otherProjects.isEmpty else { return Stranded() }
        let standing = try standing(of: snapshot.otherProjects)
        guard !standing.isEmpty else { return Stranded() }
        return Stranded(standing, NeighbouringManifests(beside: project.stateFolder).owners(of: Set(standing.keys)))
    }

    /// By project, of those that have something.
    private func standing(of others: [String]) throws -> [String: [Leftover]] {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return [:] }
        defer { try? ledger.close() }
        var standing: [String: [Leftover]] = [:]
        for name in others {
            let there = try ledger.reading(as: name).snapshot()
            let left = there.standingStacks.map {
                Leftover(stack: $0, isDeclared: false, records: there.standing(of: $0), project: name)
            }
            if !left.isEmpty { standing[name] = left }
        }
        return standing
    }
}

extension Plan {
    /// What stands under another project's name and would be made a second time under this one: stacks of which this
    /// project has nothing yet.
    ///
    /// - Parameter others: some of what ``Engine/stranded(besides:)`` tells.
    public func twins(of others: [Leftover]) -> [Leftover] {
        let beginning = Set(
            stacks.filter { plan in
                plan.steps.contains { $0.provider.descriptor.work == .effect && !$0.state.isSettled }
                    && ledger.standing(of: plan.stack.name).isEmpty
            }.map(\.stack.name))
        return others.filter { beginning.contains($0.stack) }
    }
}
