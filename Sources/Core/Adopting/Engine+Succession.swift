extension Engine {
    /// A ledger that holds a part of what is deployed would be taken for the whole by the next run, and no backup would be
    /// asked any more.
    ///
    /// - Parameter look: what was found where the ledger is gone; everybody could be asked.
    /// - Throws: ``Diagnostic`` `ledger.missing` when the newest backup knows effects that were not found, or another
    ///   project; where there is no backup, when not everything was looked for. `ledger.no-backup` when there are some and
    ///   none can be read: those of a ledger that is begun now would take their places.
    func refuseToBegin(with look: AdoptionResult, of scope: AdoptionScope) throws {
        let place = LedgerPlace(project.ledger)
        if let backup = try newestBackup(of: place) {
            let unfound = try unfound(of: backup, look)
            if !unfound.isEmpty { throw LedgerProblem.partial(place, backup, unfound: unfound) }
        } else if !scope.isWhole, let trace = place.trace {
            throw LedgerProblem.unnamed(place, trace)
        }
        // Nothing found is no reason to begin anew where there was something: this says so.
        if look.steps.isEmpty { _ = try snapshot() }
    }

    private func newestBackup(of place: LedgerPlace) throws -> LedgerBackup? {
        LedgerBackup.all(of: place).isEmpty ? nil : try Ledger.newestWholeBackup(of: place).backup
    }

    /// In words: `two/lambda`, ``project `other```.
    private func unfound(of backup: LedgerBackup, _ look: AdoptionResult) throws -> [String] {
        guard let ledger = try Ledger.read(backup.path, project: project.name) else { return [] }
        defer { try? ledger.close() }
        let there = try ledger.snapshot()
        let found = Set(
            look.steps.filter { $0.outcome.recorded != nil }.map {
                LedgerSnapshot.Key(stack: $0.name.stack, plugin: $0.name.plugin)
            })
        let own = there.standingSteps.filter { !found.contains($0) }.map { "\($0.stack)/\($0.plugin)" }.sorted()
        let others = try there.otherProjects.filter { name in
            try !ledger.reading(as: name).snapshot().standingSteps.isEmpty
        }
        return own + others.map { "project `\($0)`" }
    }
}
