internal import GRDB

extension Ledger {
    /// The runs of a step that ended well, the newest first.
    func successes(of key: LedgerSnapshot.Key, limit: Int) throws -> [StepRecord] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(StepRecord.columns) FROM step WHERE project = ? AND stack = ? AND plugin = ? AND artifact IS NOT NULL
                    ORDER BY id DESC LIMIT ?
                    """,
                arguments: [project, key.stack, key.plugin, limit]
            ).map { try StepRecord($0) }
        }
    }
}
