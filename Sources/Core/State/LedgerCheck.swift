internal import GRDB

/// Whether a ledger is whole.
enum LedgerCheck {
    /// Every page, every index, every reference, and whether what is current is what it is said to be.
    ///
    /// - Throws: ``Diagnostic`` `ledger.damaged` or `ledger.io`, or SQLite's own error.
    static func all(_ database: Database, _ path: String) throws {
        let pages = try complaints(database)
        guard pages.isEmpty else {
            throw LedgerProblem.damagedOrUnread(LedgerPlace(path), cause: problem(pages))
        }
        let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        try refuse(path, orphans.prefix(3).map { "a row of `\($0[0] as String? ?? "")` refers to one that is gone" })
        try refuse(path, try String.fetchAll(database, sql: strays).map { "what is current of \($0) is another's" })
    }

    /// What SQLite finds wrong with pages and indexes.
    static func complaints(_ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(3)").filter { $0 != "ok" }
    }

    /// Every row, read as readers read it: SQLite takes each text for true.
    ///
    /// - Throws: what ``Ledger`` takes for damage.
    static func rows(_ database: Database) throws {
        let runs = try Row.fetchCursor(database, sql: "SELECT * FROM run")
        while let row = try runs.next() { _ = try RunRecord(row) }
        let steps = try Row.fetchCursor(database, sql: "SELECT \(StepRecord.columns) FROM step")
        var memory = StepRecord.Memory()
        while let row = try steps.next() { _ = try StepRecord(row, &memory) }
    }

    private static let strays = """
        SELECT current.stack || '/' || current.plugin FROM current JOIN step ON step.id = current.step
        WHERE current.project <> step.project OR current.stack <> step.stack OR current.plugin <> step.plugin LIMIT 3
        """

    private static func refuse(_ path: String, _ complaints: [String]) throws {
        guard !complaints.isEmpty else { return }
        throw LedgerProblem.damaged(LedgerPlace(path), cause: problem(complaints))
    }

    private static func problem(_ complaints: [String]) -> Diagnostic {
        Diagnostic("ledger.check", complaints.joined(separator: "; "))
    }
}
