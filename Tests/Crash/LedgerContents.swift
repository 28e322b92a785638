import GRDB

/// What SQLite says of a ledger's file, without any of Recua's code.
struct LedgerContents: Sendable {
    /// What `integrity_check` and `foreign_key_check` find.
    var complaints: [String]
    /// `stack/plugin` of what is current.
    var current: Set<String>
    /// Effects whose newest try has no end.
    var openEffects: Int
    /// `id stack/plugin status` of every step, the oldest first.
    var steps: [String]
    /// Of all effects that were ever begun.
    var tokens: Set<String>
    /// The tokens of effects that are current, by `stack/plugin`.
    var standing: [String: String] = [:]

    init(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        self = try queue.read { try LedgerContents($0) }
    }

    private init(_ database: Database) throws {
        complaints = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        complaints += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "\($0)" }
        let hasTables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0 > 0
        guard hasTables else {
            (current, openEffects, steps, tokens) = ([], 0, [], [])
            return
        }
        current = try String.fetchSet(
            database,
            sql: """
                SELECT step.stack || '/' || step.plugin FROM current JOIN step ON step.id = current.step
                WHERE step.status = 'done'
                """)
        openEffects =
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM step WHERE status = 'begun'
                      AND id IN (SELECT max(id) FROM step WHERE effect = 1 GROUP BY stack, plugin)
                    """) ?? 0
        steps = try String.fetchAll(
            database, sql: "SELECT id || ' ' || stack || '/' || plugin || ' ' || status FROM step ORDER BY id")
        tokens = try String.fetchSet(database, sql: "SELECT token FROM step WHERE effect = 1")
        let effects = try Row.fetchAll(
            database,
            sql: """
                SELECT step.stack || '/' || step.plugin AS name, token FROM current JOIN step ON step.id = current.step
                WHERE effect = 1
                """)
        for row in effects { standing[row["name"]] = row["token"] }
    }
}
