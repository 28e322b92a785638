internal import GRDB

extension Ledger {
    /// Looks through the ledger, or compares it with its seal, and reads each row: whatever is damage to a reader is damage
    /// here.
    ///
    /// - Throws: ``Diagnostic`` `ledger.damaged`.
    func check() throws { try Ledger.translating(place) { try Ledger.check(place, isThorough: true) } }

    /// The newest backup that can be used, and the newer ones that cannot, the newest first.
    ///
    /// - Throws: ``Diagnostic`` `ledger.no-backup` when there is none that can be used.
    static func newestWholeBackup(of place: LedgerPlace) throws -> (backup: LedgerBackup, skipped: [LedgerBackup]) {
        let all = LedgerBackup.all(of: place)
        guard let index = try all.firstIndex(where: { try isWhole($0) }) else {
            throw Diagnostic(
                "ledger.no-backup",
                all.isEmpty ? "there is no backup in `\(place.backups)`" : "no backup in `\(place.backups)` is whole",
                help: "move `\(place.path)` and `\(place.backups)` away, then `recua adopt` finds what is deployed"
            )
        }
        return (all[index], Array(all[..<index]))
    }

    /// Whether a backup is as it was made or, where an earlier Recua made it, without a seal, whether it is whole; and
    /// whether each row of it can be read.
    private static func isWhole(_ backup: LedgerBackup) throws -> Bool {
        let place = LedgerPlace(backup.path)
        do {
            try check(place, isThorough: true)
            return try connectForReading(place).read { try accepted($0, place) } > 0
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return false
        }
    }

    /// Makes of a backup what is to be the ledger, with a mark on each effect: nobody knows what became of it since.
    ///
    /// - Returns: where it is, one whole file.
    /// - Throws: ``Diagnostic`` `ledger.full`, `ledger.io` or `file.write` when the disk does not take all of it.
    static func draft(
        of backup: LedgerBackup, for place: LedgerPlace, command: String, at time: String
    ) throws -> LedgerPlace {
        // Whatever else is there was left by who was killed over it.
        let draft = LedgerPlace("\(place.folder)/restoring/ledger.db")
        try Files.remove(draft.folder)
        try Files.write(Files.read(backup.path, limit: .max), to: draft.path)
        let ledger = try Ledger.write(draft.path, project: "")
        try ledger.doubtEffects(command: command, by: .current, at: time)
        // The marks are lost with a log that stays behind.
        try ledger.fold()
        try ledger.close()
        return draft
    }

    /// Makes a draft the ledger, sealed.
    static func putBack(_ draft: LedgerPlace, _ place: LedgerPlace, _ hook: CrashPoint.Hook) throws {
        try CrashPoint.around(.putBackLedger, hook) {
            try Files.move(draft.path, to: place.path)
            LedgerPlace.sync(folder: place.folder)
        }
        try CrashPoint.around(.sealLedger, hook) { try LedgerSeal(of: place).write(to: place) }
        try Files.remove(draft.folder)
    }
}
