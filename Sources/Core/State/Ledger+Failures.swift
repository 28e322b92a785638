internal import GRDB

extension Ledger {
    /// How the last tries of all steps ended that did not end well, effects aside: what those may have left is in
    /// ``LedgerSnapshot/attempts``. An older result may stand nevertheless.
    ///
    /// In a run that succeeded nothing failed, so that only the steps of others are looked at.
    public func failures() throws -> [LedgerSnapshot.Key: StepRecord] {
        try reading { database in
            let records = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(StepRecord.columns) FROM run CROSS JOIN step ON step.run = run.id
                    WHERE run.project = ? AND run.outcome <> 'succeeded' AND step.effect = 0
                      AND step.status IN ('failed', 'cancelled') AND NOT EXISTS (
                        SELECT 1 FROM step AS later
                        WHERE later.project = step.project AND later.stack = step.stack AND later.id > step.id
                          AND later.plugin = step.plugin AND later.effect = 0)
                    """,
                arguments: [project]
            ).map { try StepRecord($0) }
            return Dictionary(records.map { (.init(stack: $0.stack, plugin: $0.plugin), $0) }) { first, _ in first }
        }
    }
}
