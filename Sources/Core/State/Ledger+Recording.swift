internal import GRDB

extension Ledger {
    /// Records that a run begins, and that runs which never ended are over.
    public func beginRun(command: String, by author: RunAuthor, at time: String) throws -> Int64 {
        try writing(.beginRun) { database in
            try database.execute(
                sql: "UPDATE run SET outcome = 'failed' WHERE outcome = 'open' AND project = ?", arguments: [project]
            )
            try database.execute(
                sql: """
                    INSERT INTO run (project, command, outcome, started, user, host, version, process)
                    VALUES (?, ?, 'open', ?, ?, ?, ?, ?)
                    """,
                arguments: [project, command, time, author.user, author.host, author.version, author.process]
            )
            return database.lastInsertedRowID
        }
    }

    /// Records how a run ended.
    public func endRun(_ run: Int64, _ outcome: RunRecord.Outcome, at time: String) throws {
        try writing(.endRun) { database in
            try database.execute(
                sql: "UPDATE run SET outcome = ?, ended = ? WHERE id = ?", arguments: [outcome.rawValue, time, run]
            )
        }
    }

    /// Records a step that has ended, or an effect that is about to begin; one that is done becomes current.
    ///
    /// - Returns: the id to hand to ``end(_:_:)`` for an effect.
    @discardableResult
    public func add(_ record: StepRecord) throws -> Int64 {
        let change = addition(of: record)
        return try writing(change.work, isUrgent: change.isUrgent, change.make)
    }

    func addition(of record: StepRecord) -> LedgerChange {
        // The texts are made by who asks, beside the work of others.
        let arguments = arguments(of: record)
        return LedgerChange(work: record.status == .begun ? .beginEffect : .keepStep, isUrgent: record.isEffect) {
            let id = try insert(arguments, $0)
            if record.status == .done { try makeCurrent(id, record, $0) }
            if record.status == .failed { try overturn(record, $0) }
            return id
        }
    }

    /// Records steps that were found done, all of them or none.
    func adopt(_ records: [StepRecord]) throws {
        try writing(.keepStep) { database in
            for record in records {
                try makeCurrent(insert(arguments(of: record), database), record, database)
            }
        }
    }

    /// Records how an effect ended that ``add(_:)`` had recorded as begun.
    public func end(_ id: Int64, _ record: StepRecord) throws {
        let change = ending(of: id, record)
        _ = try writing(change.work, isUrgent: change.isUrgent, change.make)
    }

    func ending(of id: Int64, _ record: StepRecord) -> LedgerChange {
        let arguments: StatementArguments = [
            record.status.rawValue, record.artifactText?.text, record.error, record.ended, record.log, id,
        ]
        return LedgerChange(work: .endEffect, isUrgent: true) { database in
            let sql = "UPDATE step SET status = ?, artifact = ?, error = ?, ended = ?, log = ? WHERE id = ?"
            try database.cachedStatement(sql: sql).execute(arguments: arguments)
            if record.status == .done { try makeCurrent(id, record, database) }
            return id
        }
    }

    /// Records that effects were undone: the steps no longer stand, and neither do the ones named as their dependants. A
    /// try that had failed or was cancelled stays one in history.
    ///
    /// - Parameters:
    ///   - removal: the record that it was about to be done, which has served.
    ///   - leavesStanding: true for a result that is forgotten and was left as it is: it counts no more from now on, stays
    ///     done, and history calls neither it nor a try of it removed.
    public func destroyed(
        _ key: LedgerSnapshot.Key, dependants: [LedgerSnapshot.Key], removal: Int64? = nil,
        leavesStanding: Bool = false, at time: String
    ) throws {
        try writing(.keepRemoval) { database in
            if let removal {
                try database.execute(sql: "DELETE FROM step WHERE id = ?", arguments: [removal])
            }
            try database.execute(
                sql: """
                    UPDATE step SET destroyed = iif(:left AND status <> 'done', '', :time),
                        status = iif(status IN ('failed', 'cancelled') OR :left AND status = 'done', status, 'destroyed')
                    WHERE project = :project AND stack = :stack AND plugin = :plugin AND effect = 1
                      AND destroyed IS NULL
                      AND (status IN ('begun', 'failed', 'cancelled') OR id IN (SELECT step FROM current))
                    """,
                arguments: [
                    "left": leavesStanding, "time": time, "project": project, "stack": key.stack, "plugin": key.plugin,
                ]
            )
            for gone in [key] + dependants {
                try database.execute(
                    sql: "DELETE FROM current WHERE project = ? AND stack = ? AND plugin = ?",
                    arguments: [project, gone.stack, gone.plugin]
                )
            }
        }
    }

    /// What was found to fail does not stand, even if the very same step had succeeded before: a smoke test above all.
    private func overturn(_ record: StepRecord, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM current WHERE project = ? AND stack = ? AND plugin = ?
                  AND (SELECT fingerprint FROM step WHERE id = current.step) = ?
                """,
            arguments: [project, record.stack, record.plugin, record.fingerprint.digest.hex]
        )
    }

    private func arguments(of record: StepRecord) -> StatementArguments {
        [
            record.run, project, record.stack, record.plugin, record.kind.rawValue, record.status.rawValue,
            record.isEffect, record.token, record.components.text, record.sectionsText.text,
            record.facts.recorded.text(), record.artifactText?.text, record.error, record.started,
            record.ended, JSON.array(record.reasons.map { .string($0) }).text(),
            record.fingerprint.digest.hex, record.log,
        ]
    }

    /// - Returns: the record's id.
    private func insert(_ arguments: StatementArguments, _ database: Database) throws -> Int64 {
        let sql = """
            INSERT INTO step (run, project, stack, plugin, kind, status, effect, token, components, sections,
                              facts, artifact, error, started, ended, reasons, fingerprint, log)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
        return database.lastInsertedRowID
    }

    private func makeCurrent(_ id: Int64, _ record: StepRecord, _ database: Database) throws {
        let sql = "INSERT OR REPLACE INTO current (project, stack, plugin, step) VALUES (?, ?, ?, ?)"
        try database.cachedStatement(sql: sql).execute(arguments: [project, record.stack, record.plugin, id])
    }
}
