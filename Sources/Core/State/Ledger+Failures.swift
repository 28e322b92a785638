internal import GRDB

extension Ledger {
    /// How the last tries of a stack's steps ended of which nothing stands, by plugin, effects aside: what those may have
    /// left is in ``LedgerSnapshot/attempts``.
    public func failures(of stack: String) throws -> [String: PastFailure] {
        let steps = try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(PastStep.columns) FROM step
                    WHERE status IN ('failed', 'cancelled') AND id IN (
                        SELECT max(id) FROM step WHERE project = ? AND stack = ? AND effect = 0 GROUP BY plugin)
                    """,
                arguments: [project, stack]
            ).map { try PastStep($0) }
        }
        let failures = steps.compactMap { step in PastFailure(step).map { (step.plugin, $0) } }
        return Dictionary(failures) { first, _ in first }
    }
}
