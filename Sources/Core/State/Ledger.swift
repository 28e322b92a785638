internal import GRDB

/// The project's SQLite file: what exists, how it came to be, every run.
///
/// One process writes at a time, the one that holds the ``ProjectLock``; it alone checkpoints, which also keeps clear
/// of the WAL-reset bug of SQLite before 3.51.3. Readers open read-only.
public struct Ledger: Sendable {
    private let queue: DatabaseQueue
    private let project: String
    private let path: String

    init(queue: DatabaseQueue, project: String, path: String) {
        self.queue = queue
        self.project = project
        self.path = path
    }

    /// Opens for writing, making or migrating the file first. Hold the ``ProjectLock``.
    ///
    /// - Throws: ``Diagnostic`` `ledger.newer`, `ledger.foreign`, `ledger.damaged` or `ledger.open`.
    public static func write(_ path: String, project: String) throws -> Ledger {
        try Files.createFolder(Files.folder(of: path))
        return try openForWriting(path, project: project)
    }

    /// Opens for reading.
    ///
    /// - Returns: nil when there is no ledger yet, or an empty one that a run left that was cut off as it made it.
    public static func read(_ path: String, project: String) throws -> Ledger? {
        guard Files.exists(path) else { return nil }
        return try openForReading(path, project: project)
    }

    /// The last thing a writer does. It leaves the file without its WAL, which a reader could not open without writing.
    public func close() throws {
        if !queue.configuration.readonly {
            // While somebody reads, the WAL stays; the next writer tries again.
            try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        }
        try queue.close()
    }

    // MARK: Reading

    public func snapshot() throws -> LedgerSnapshot {
        try reading { database in
            var snapshot = LedgerSnapshot()
            let standing = try Row.fetchCursor(
                database,
                sql: "SELECT step.* FROM current JOIN step ON step.id = current.step WHERE current.project = ?",
                arguments: [project]
            )
            while let row = try standing.next() {
                let record = try StepRecord(row)
                snapshot.current[.init(stack: record.stack, plugin: record.plugin)] = record
            }
            let tries = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM step WHERE status IN ('begun', 'failed', 'cancelled') AND id IN (
                        SELECT max(id) FROM step WHERE effect = 1 AND project = ? GROUP BY stack, plugin)
                    """,
                arguments: [project]
            )
            while let row = try tries.next() {
                let record = try StepRecord(row)
                snapshot.attempts[.init(stack: record.stack, plugin: record.plugin)] = record
            }
            return snapshot
        }
    }

    /// Every run, newest first.
    public func runs(limit: Int) throws -> [RunRecord] {
        try reading { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE project = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, limit]
            ).map { row in
                RunRecord(
                    id: row["id"], command: row["command"], outcome: .init(rawValue: row["outcome"]) ?? .open,
                    started: row["started"], ended: row["ended"]
                )
            }
        }
    }

    /// Every step of a stack that was ever run, newest first.
    public func history(of stack: String, limit: Int) throws -> [StepRecord] {
        try reading { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM step WHERE project = ? AND stack = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, stack, limit]
            ).map { try StepRecord($0) }
        }
    }

    /// True when every try under this record's token had its fingerprint.
    func isOnly(_ record: StepRecord) throws -> Bool {
        try reading { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM step
                    WHERE project = ? AND stack = ? AND plugin = ? AND effect = 1 AND token = ? AND components <> ?
                    """,
                arguments: [project, record.stack, record.plugin, record.token, record.fingerprint.json.text()]
            ) == 0
        }
    }

    // MARK: Writing

    /// Records that a run begins, and that runs which never ended are over.
    public func beginRun(command: String, at time: String) throws -> Int64 {
        try writing { database in
            try database.execute(
                sql: "UPDATE run SET outcome = 'failed' WHERE outcome = 'open' AND project = ?", arguments: [project]
            )
            try database.execute(
                sql: "INSERT INTO run (project, command, outcome, started) VALUES (?, ?, 'open', ?)",
                arguments: [project, command, time]
            )
            return database.lastInsertedRowID
        }
    }

    public func endRun(_ run: Int64, _ outcome: RunRecord.Outcome, at time: String) throws {
        try writing { database in
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
        try writing { database in
            try database.execute(
                sql: """
                    INSERT INTO step (run, project, stack, plugin, kind, status, effect, token, components, sections,
                                      facts, artifact, error, started, ended)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.run, project, record.stack, record.plugin, record.kind.rawValue, record.status.rawValue,
                    record.isEffect, record.token, record.fingerprint.json.text(), record.sections.text(),
                    try JSON(encoding: record.facts).text(), record.artifact?.text(), record.error, record.started,
                    record.ended,
                ]
            )
            let id = database.lastInsertedRowID
            if record.status == .done { try makeCurrent(id, record, database) }
            if record.status == .failed { try overturn(record, database) }
            return id
        }
    }

    /// Records how an effect ended that ``add(_:)`` had recorded as begun.
    public func end(_ id: Int64, _ record: StepRecord) throws {
        try writing { database in
            try database.execute(
                sql: "UPDATE step SET status = ?, artifact = ?, error = ?, ended = ? WHERE id = ?",
                arguments: [record.status.rawValue, record.artifact?.text(), record.error, record.ended, id]
            )
            if record.status == .done { try makeCurrent(id, record, database) }
        }
    }

    /// Records that effects were undone: the steps no longer stand, and neither do the ones named as their dependants.
    public func destroyed(_ key: LedgerSnapshot.Key, dependants: [LedgerSnapshot.Key], at time: String) throws {
        try writing { database in
            try database.execute(
                sql: """
                    UPDATE step SET status = 'destroyed', destroyed = ?
                    WHERE project = ? AND stack = ? AND plugin = ?
                      AND effect = 1 AND (status IN ('begun', 'failed', 'cancelled') OR id IN (SELECT step FROM current))
                    """,
                arguments: [time, project, key.stack, key.plugin]
            )
            for gone in [key] + dependants {
                try database.execute(
                    sql: "DELETE FROM current WHERE project = ? AND stack = ? AND plugin = ?",
                    arguments: [project, gone.stack, gone.plugin]
                )
            }
        }
    }

    // MARK: Private

    /// What was found to fail does not stand, even if the very same step had succeeded before: a smoke test above all.
    private func overturn(_ record: StepRecord, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM current WHERE project = ? AND stack = ? AND plugin = ?
                  AND step IN (SELECT id FROM step WHERE components = ?)
                """,
            arguments: [project, record.stack, record.plugin, record.fingerprint.json.text()]
        )
    }

    private func makeCurrent(_ id: Int64, _ record: StepRecord, _ database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO current (project, stack, plugin, step) VALUES (?, ?, ?, ?)",
            arguments: [project, record.stack, record.plugin, id]
        )
    }

    private func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Ledger.translating(path) { try queue.read(body) }
    }

    private func writing<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Ledger.translating(path) { try queue.write(body) }
    }
}
