extension Engine {
    /// What still stands of projects in this ledger that no manifest beside it has any more: `project:` was given
    /// another name, or the manifest is gone.
    ///
    /// Several manifests may share a ledger; what belongs to those is not told, nor anything where one of them cannot be
    /// asked.
    ///
    /// - Parameter snapshot: of this engine's project; without other projects in it nothing is read.
    public func stranded(besides snapshot: LedgerSnapshot) throws -> [Leftover] {
        guard !snapshot.otherProjects.isEmpty else { return [] }
        let standing = try standing(of: snapshot.otherProjects)
        guard !standing.isEmpty, let known = NeighbouringManifests(beside: project.stateFolder).projects else {
            return []
        }
        return standing.filter { leftover in leftover.project.map { !known.contains($0) } ?? false }
    }

    private func standing(of others: [String]) throws -> [Leftover] {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return [] }
        defer { try? ledger.close() }
        return try others.flatMap { name in
            let there = try ledger.reading(as: name).snapshot()
            return there.standingStacks.map {
                Leftover(stack: $0, isDeclared: false, records: there.standing(of: $0), project: name)
            }
        }
    }
}

extension Plan {
    /// What stands under another project's name and would be made a second time under this one: stacks of which this
    /// project has nothing yet.
    ///
    /// - Parameter stranded: as ``Engine/stranded(besides:)`` tells it.
    public func twins(of stranded: [Leftover]) -> [Leftover] {
        let beginning = Set(
            stacks.filter { plan in
                plan.steps.contains { $0.provider.descriptor.work == .effect && !$0.state.isSettled }
                    && ledger.standing(of: plan.stack.name).isEmpty
            }.map(\.stack.name))
        return stranded.filter { beginning.contains($0.stack) }
    }
}
