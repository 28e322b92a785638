internal import GRDB

extension Ledger {
    /// Copies the ledger to `.recua/backups`, where the newest few are kept.
    ///
    /// The copy has its name only when it is whole, has been read through once and is sealed.
    @discardableResult
    func backUp(at time: String) throws -> LedgerBackup {
        let backup = LedgerBackup(of: place, at: time)
        let draft = "\(backup.path).new"
        try Files.createFolder(place.backups)
        do {
            try CrashPoint.around(.backUpLedger, hook) {
                try copy(to: draft)
                try Ledger.translating(LedgerPlace(draft)) {
                    try Ledger.connectForReading(LedgerPlace(draft)).read { try LedgerCheck.all($0, draft) }
                }
                // Of bytes that are there already: a run that is cancelled seals its backup as well.
                try LedgerSeal(of: Files.read(draft, limit: .max)).write(to: LedgerPlace(backup.path))
                try Files.move(draft, to: backup.path)
            }
        } catch {
            try? Files.remove(draft)
            throw error
        }
        LedgerPlace.sync(folder: place.backups)
        sweepBackups()
        return backup
    }

    private func copy(to path: String) throws {
        try Files.remove(path)
        try working { try $0.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) } }
    }

    /// Removes what is too old, and what a process left that died as it made a backup.
    private func sweepBackups() {
        for old in LedgerBackup.all(of: place).dropFirst(LedgerBackup.number) { try? Files.remove(old.path) }
        for name in (try? Files.list(place.backups)) ?? [] where isLeft(name) {
            try? Files.remove("\(place.backups)/\(name)")
        }
    }

    /// A draft, or the seal of a backup that is not there.
    private func isLeft(_ name: String) -> Bool {
        if name.hasSuffix(".new") || name.contains(".new-") { return true }
        return name.hasSuffix(".db.seal") && !Files.exists("\(place.backups)/\(name.dropLast(".seal".count))")
    }
}
