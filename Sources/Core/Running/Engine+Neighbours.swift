extension Engine {
    /// Of these stacks, which the manifest does not have, those that another manifest beside the ledger declares for the
    /// same project. They are no orphans.
    ///
    /// - Throws: ``Diagnostic`` `manifest.neighbour` for a file that may declare some, and of which that cannot be told:
    ///   then none of them may be called an orphan.
    public func declaredElsewhere(_ stacks: [String], by reader: ManifestReader) throws -> Set<String> {
        if stacks.isEmpty { return [] }
        let neighbours = NeighbouringManifests(beside: project.stateFolder)
        return try neighbours.stacks(of: project.name, by: reader).intersection(stacks)
    }
}
