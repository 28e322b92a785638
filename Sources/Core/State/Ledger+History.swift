internal import GRDB

extension Ledger {
    /// The newest runs, the newest first, each with what it did.
    ///
    /// - Parameter stacks: how many stacks of each are told one by one; those that did not end well before the others.
    public func summaries(limit: Int, stacks: Int) throws -> [RunSummary] {
        try reading { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE project = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, limit]
            ).map { try summary(of: try RunRecord($0), stacks: stacks, database) }
        }
    }

    /// One run with every step it ran.
    ///
    /// - Returns: nil when the project has no such run, or no longer.
    public func summary(of run: Int64) throws -> RunSummary? {
        try reading { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM run WHERE project = ? AND id = ?", arguments: [project, run])
            else { return nil }
            return try summary(of: try RunRecord(row), stacks: .max, database)
        }
    }

    /// The number of the newest run; nil before the first.
    public func lastRun() throws -> Int64? {
        try reading { database in
            try Int64.fetchOne(database, sql: "SELECT max(id) FROM run WHERE project = ?", arguments: [project])
        }
    }

    /// The steps of one stack that were ever run, the newest first.
    public func steps(of stack: String, limit: Int) throws -> [PastStep] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(PastStep.columns) FROM step WHERE project = ? AND stack = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, stack, limit]
            ).map { try PastStep($0) }
        }
    }

    /// Names of all stacks of which something is on record, sorted.
    public func stackNames() throws -> [String] {
        // One jump in the index for each name instead of a walk through all steps.
        try reading { database in
            try String.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE name (stack) AS (
                        SELECT min(stack) FROM step WHERE project = :project
                        UNION ALL
                        SELECT (SELECT min(stack) FROM step WHERE project = :project AND stack > name.stack)
                        FROM name WHERE name.stack IS NOT NULL)
                    SELECT stack FROM name WHERE stack IS NOT NULL
                    """,
                arguments: ["project": project])
        }
    }

    private func summary(of run: RunRecord, stacks: Int, _ database: Database) throws -> RunSummary {
        var summary = RunSummary(run: run)
        let counts = try Row.fetchCursor(
            database,
            sql: """
                SELECT iif(status = 'destroyed' AND error IS NOT NULL, 'failed', status) AS ending, count(*) AS number
                FROM step WHERE run = ? GROUP BY ending
                """,
            arguments: [run.id])
        while let row = try counts.next() {
            guard let status = StepRecord.Status(rawValue: try row.decode(forColumn: "ending")) else { continue }
            summary.counts[status] = try row.decode(forColumn: "number")
        }
        let (all, unwell) = try stackNames(of: run, database)
        summary.stacks = all
        let others = stacks > unwell.count ? all.filter { !unwell.contains($0) } : []
        summary.steps = try steps(
            of: run, in: Array((unwell + others).prefix(stacks)), isAll: stacks >= all.count, database)
        summary.removed = try removed(by: run, database)
        return summary
    }

    /// Names of all stacks of a run, and of those in which something did not end well, each in the order they began.
    private func stackNames(of run: RunRecord, _ database: Database) throws -> (all: [String], unwell: [String]) {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT stack, max(status IN ('failed', 'cancelled', 'begun')
                    OR status = 'destroyed' AND (error IS NOT NULL OR artifact IS NULL)) AS unwell
                FROM step WHERE run = ? GROUP BY stack ORDER BY min(id)
                """,
            arguments: [run.id])
        let names = try rows.map { (name: try $0.decode(String.self, forColumn: "stack"), isUnwell: $0["unwell"] == 1) }
        return (names.map(\.name), names.filter(\.isUnwell).map(\.name))
    }

    private func steps(
        of run: RunRecord, in stacks: [String], isAll: Bool, _ database: Database
    ) throws -> [PastStep] {
        if stacks.isEmpty { return [] }
        let chosen = isAll ? "" : " AND stack IN (\(databaseQuestionMarks(count: stacks.count)))"
        return try Row.fetchAll(
            database, sql: "SELECT \(PastStep.columns) FROM step WHERE run = ?\(chosen) ORDER BY id",
            arguments: StatementArguments([run.id]) + StatementArguments(isAll ? [] : stacks)
        ).map { try PastStep($0) }
    }

    /// What was taken down while the run lasted, each step once, however many tries went with it. One process at a time
    /// changes the ledger.
    private func removed(by run: RunRecord, _ database: Database) throws -> [PastStep] {
        guard let ended = run.ended else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT \(PastStep.columns) FROM (
                    SELECT *, row_number() OVER (PARTITION BY stack, plugin ORDER BY artifact IS NULL, id DESC) AS place
                    FROM step
                    WHERE project = ? AND destroyed IS NOT NULL AND destroyed >= ? AND destroyed <= ?
                      AND status <> 'done')
                WHERE place = 1 ORDER BY destroyed, id
                """,
            arguments: [project, run.started, ended]
        ).map { try PastStep($0) }
    }
}
