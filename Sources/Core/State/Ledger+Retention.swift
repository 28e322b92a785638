internal import GRDB

extension Ledger {
    /// What a retention leaves of the past.
    struct Horizon: Sendable, Hashable {
        /// Runs of the project before this one are forgotten.
        var first: Int64
        /// Of those before it, the runs of other projects that share the ledger.
        var others: Set<Int64>
    }

    /// The steps that one call deletes at most: the end of a run is no time for long work.
    private static let portion = 20_000

    /// Forgets the runs that are out of the retention: their steps, and the runs themselves once nothing is left of
    /// them.
    ///
    /// Never what is current, and no try of an effect that did not end well unless a later one did: it may have left
    /// something behind.
    ///
    /// - Parameter now: as ``Timestamp/now()`` writes it.
    /// - Returns: nil when there is nothing old.
    func forget(_ retention: Retention, at now: String) throws -> Horizon? {
        guard let first = try reading({ try first(of: retention, at: now, $0) }) else { return nil }
        return try writing { database in
            try database.execute(
                sql: """
                    DELETE FROM step WHERE id IN (
                        SELECT id FROM step AS old
                        WHERE run < :first AND project = :project
                          AND NOT EXISTS (SELECT 1 FROM current WHERE current.step = old.id)
                          AND (effect = 0 OR status = 'done' OR destroyed IS NOT NULL OR EXISTS (
                              SELECT 1 FROM step AS later
                              WHERE later.project = old.project AND later.stack = old.stack
                                AND later.plugin = old.plugin AND later.id > old.id AND later.effect = 1
                                AND (later.status = 'done' OR later.destroyed IS NOT NULL)))
                        LIMIT :portion)
                    """,
                arguments: ["first": first, "project": project, "portion": Self.portion]
            )
            try database.execute(
                sql: """
                    DELETE FROM run WHERE id < ? AND project = ?
                      AND NOT EXISTS (SELECT 1 FROM step WHERE step.run = run.id)
                    """,
                arguments: [first, project]
            )
            let others = try Int64.fetchSet(
                database, sql: "SELECT id FROM run WHERE id < ? AND project <> ?", arguments: [first, project])
            return Horizon(first: first, others: others)
        }
    }

    /// The oldest run that is kept; nil when none is older.
    private func first(of retention: Retention, at now: String, _ database: Database) throws -> Int64? {
        func run(_ place: Int) throws -> Int64? {
            try Int64.fetchOne(
                database, sql: "SELECT id FROM run WHERE project = ? ORDER BY id DESC LIMIT 1 OFFSET ?",
                arguments: [project, place - 1])
        }
        guard let last = try run(retention.runs), let seconds = Timestamp.seconds(now) else { return nil }
        let young = try Int64.fetchOne(
            database, sql: "SELECT min(id) FROM run WHERE project = ? AND started >= ?",
            arguments: [project, Timestamp.text(seconds - Double(retention.days) * 86_400)])
        let first = max(min(last, young ?? last), try run(retention.most) ?? 0)
        let hasOlder = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE project = ? AND id < ?)",
            arguments: [project, first])
        return hasOlder == true ? first : nil
    }
}
