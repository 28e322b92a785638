internal import GRDB

/// The ledger's tables, version by version. A version that was released is never edited.
enum LedgerSchema {
    /// `recu` in ASCII: tells a ledger from any other SQLite file (`PRAGMA application_id`).
    static let applicationID: Int32 = 0x7265_6375
    static let version: Int32 = 2

    static func migrate(_ database: Database, from version: Int32) throws {
        if version < 1 { try database.execute(sql: first) }
        if version < 2 { try migrateToSecond(database) }
        try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(self.version)")
    }

    /// `step` keeps what happened until its runs are forgotten; but that an effect is being undone goes once it is.
    /// `current` points at the row that counts for each stack and plugin.
    private static let first = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            project TEXT NOT NULL,
            command TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('open', 'succeeded', 'failed', 'cancelled')),
            started TEXT NOT NULL,
            ended TEXT
        ) STRICT;
        CREATE TABLE step (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            project TEXT NOT NULL,
            stack TEXT NOT NULL,
            plugin TEXT NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('begun', 'done', 'failed', 'cancelled', 'destroyed')),
            effect INTEGER NOT NULL CHECK (effect IN (0, 1)),
            token TEXT NOT NULL,
            components TEXT NOT NULL,
            sections TEXT NOT NULL,
            facts TEXT NOT NULL,
            artifact TEXT,
            error TEXT,
            started TEXT NOT NULL,
            ended TEXT,
            destroyed TEXT,
            CHECK ((status IN ('done', 'destroyed')) OR artifact IS NULL)
        ) STRICT;
        CREATE INDEX step_history ON step (project, stack, id);
        CREATE INDEX step_effect ON step (project, stack, plugin, id) WHERE effect = 1;
        CREATE TABLE current (
            project TEXT NOT NULL,
            stack TEXT NOT NULL,
            plugin TEXT NOT NULL,
            step INTEGER NOT NULL REFERENCES step,
            PRIMARY KEY (project, stack, plugin)
        ) STRICT, WITHOUT ROWID;
        """

    /// Who ran what, why, and where its log is; the fingerprint as one word, to be compared without its components.
    private static let second = """
        ALTER TABLE run ADD COLUMN user TEXT;
        ALTER TABLE run ADD COLUMN host TEXT;
        ALTER TABLE run ADD COLUMN version TEXT;
        ALTER TABLE run ADD COLUMN process INTEGER;
        ALTER TABLE step ADD COLUMN reasons TEXT;
        ALTER TABLE step ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
        ALTER TABLE step ADD COLUMN log TEXT;
        CREATE INDEX step_run ON step (run);
        CREATE INDEX step_destroyed ON step (project, destroyed) WHERE destroyed IS NOT NULL;
        CREATE INDEX current_step ON current (step);
        """

    private static func migrateToSecond(_ database: Database) throws {
        try database.execute(sql: second)
        for row in try Row.fetchAll(database, sql: "SELECT id, components FROM step") {
            let fingerprint = try Fingerprint(parsing: row.decode(forColumn: "components"))
            try database.execute(
                sql: "UPDATE step SET fingerprint = ? WHERE id = ?",
                arguments: [fingerprint.digest.hex, try row.decode(Int64.self, forColumn: "id")]
            )
        }
    }
}
