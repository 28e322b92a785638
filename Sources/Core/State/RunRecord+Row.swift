internal import GRDB

extension RunRecord {
    /// - Throws: what ``Ledger`` takes for damage, when the row does not hold what a row must.
    init(_ row: Row) throws {
        self.init(
            id: try row.decode(forColumn: "id"), command: try row.decode(forColumn: "command"),
            outcome: Outcome(rawValue: try row.decode(forColumn: "outcome")) ?? .open,
            started: try row.decode(forColumn: "started"), ended: try row.decode(forColumn: "ended"),
            author: RunAuthor(
                user: try row.decode(forColumn: "user"), host: try row.decode(forColumn: "host"),
                version: try row.decode(forColumn: "version"), process: try row.decode(forColumn: "process")
            )
        )
    }
}
