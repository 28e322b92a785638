extension Engine {
    /// What was done to bring a ledger back.
    public struct Restoration: Sendable, Hashable, Codable {
        /// The backup that is the ledger now.
        public var backup: LedgerBackup
        /// Newer backups that are damaged, the newest first.
        public var skipped: [LedgerBackup]
        /// Where the damaged ledger is; nil when there was none.
        public var aside: String?
        /// Names of the stacks the ledger knows now, sorted.
        public var stacks: [String]
    }

    /// Whether the ledger is whole, as far as can be told: each bit where a run came to its end, else all that SQLite
    /// knows of it; and whether each row can be read.
    ///
    /// - Returns: false when there is none yet.
    /// - Throws: ``Diagnostic`` `ledger.damaged` and the others of `ledger`.
    public func checkLedger() throws -> Bool {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return false }
        defer { try? ledger.close() }
        try ledger.check()
        return true
    }

    /// The backups of the ledger, the newest first.
    public var ledgerBackups: [LedgerBackup] { LedgerBackup.all(of: LedgerPlace(project.ledger)) }

    /// Folders with what was set aside as backups were put back, the newest first.
    public var damagedLedgers: [String] { Ledger.asides(of: LedgerPlace(project.ledger)) }

    /// Puts the newest backup that is whole in the place of a ledger that is damaged or gone. What was there is kept.
    ///
    /// What the backup says of effects counts as uncertain until a run has looked: each may have been changed or taken down
    /// since.
    ///
    /// What was there stays until what takes its place is whole. It may be killed at any moment: between the two there is no
    /// ledger, which no run takes for a new project.
    ///
    /// - Throws: ``Diagnostic`` `ledger.whole` when nothing is wrong with the ledger, `ledger.no-backup`,
    ///   `ledger.newer`, `run.locked`.
    public func restoreLedger(_ options: Options) async throws -> Restoration {
        let lock = try await ProjectLock.take(
            project.lock, command: options.command, waits: options.waitsForLock, onWait: options.notify)
        defer { withExtendedLifetime(lock) {} }
        let place = LedgerPlace(project.ledger)
        try refuseIfWhole(place)
        let (backup, skipped) = try Ledger.newestWholeBackup(of: place)
        let now = Timestamp.now()
        let draft = try Ledger.draft(of: backup, for: place, command: options.command, at: now)
        let aside = try Ledger.setAside(place, at: now, hook)
        try Ledger.putBack(draft, place, hook)
        return Restoration(backup: backup, skipped: skipped, aside: aside, stacks: try snapshot().stacks)
    }

    private func refuseIfWhole(_ place: LedgerPlace) throws {
        do {
            guard try checkLedger() else {
                throw Diagnostic("ledger.no-backup", "there is no ledger yet, and no backup of one")
            }
        } catch let problem as Diagnostic where ["ledger.damaged", "ledger.missing"].contains(problem.code) {
            return
        }
        throw Diagnostic("ledger.whole", "nothing is wrong with `\(place.path)`")
    }
}
