internal import GRDB

extension Ledger {
    /// Everything that stands now, and what did not end well.
    public func snapshot() throws -> LedgerSnapshot {
        try reading { database in
            var (current, attempts): ([LedgerSnapshot.Key: StepRecord], [LedgerSnapshot.Key: StepRecord]) = ([:], [:])
            var memory = StepRecord.Memory()
            let standing = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(StepRecord.columns) FROM current JOIN step ON step.id = current.step
                    WHERE current.project = ?
                    """,
                arguments: [project]
            )
            // Growing step by step would move every record several times.
            current.reserveCapacity(
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM current WHERE project = ?", arguments: [project]) ?? 0)
            while let row = try standing.next() {
                let record = try StepRecord(row, &memory)
                current[.init(stack: record.stack, plugin: record.plugin)] = record
            }
            let tries = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(StepRecord.columns) FROM step
                    WHERE status IN ('begun', 'failed', 'cancelled') AND destroyed IS NULL AND id IN (
                        SELECT max(id) FROM step WHERE effect = 1 AND project = ? GROUP BY stack, plugin)
                    """,
                arguments: [project]
            )
            while let row = try tries.next() {
                let record = try StepRecord(row, &memory)
                attempts[.init(stack: record.stack, plugin: record.plugin)] = record
            }
            var snapshot = LedgerSnapshot(current: current, attempts: attempts)
            snapshot.otherProjects = try otherProjects(database)
            return snapshot
        }
    }

    /// True when every try under this record's token had its fingerprint.
    func isOnly(_ record: StepRecord) throws -> Bool {
        try reading { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM step
                    WHERE project = ? AND stack = ? AND plugin = ? AND effect = 1 AND token = ? AND fingerprint <> ?
                    """,
                arguments: [project, record.stack, record.plugin, record.token, record.fingerprint.digest.hex]
            ) == 0
        }
    }
}
