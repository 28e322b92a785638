internal import GRDB

extension Ledger {
    static func openForWriting(_ path: String, project: String) throws -> Ledger {
        try translating(path) {
            // Before anything is written: a file that is somebody else's stays as it is.
            let version =
                Files.exists(path) ? try connect(path, readOnly: true).read { try accepted($0, path: path) } : 0
            let queue = try connect(path, readOnly: false)
            if version < LedgerSchema.version {
                if version > 0 { try backUp(queue, to: "\(path).v\(version)") }
                try queue.write { try LedgerSchema.migrate($0, from: version) }
            }
            return Ledger(queue: queue, project: project, path: path)
        }
    }

    static func openForReading(_ path: String, project: String) throws -> Ledger? {
        try translating(path) {
            let queue = try connect(path, readOnly: true)
            let version = try queue.read { try accepted($0, path: path) }
            guard version > 0 else { return nil }
            return Ledger(queue: queue, project: project, path: path)
        }
    }

    private static func connect(_ path: String, readOnly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            if !readOnly { try database.execute(sql: "PRAGMA journal_mode = WAL") }
            // FULL: what was acknowledged survives a power cut, and a deployment that is forgotten costs money.
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// The schema version of a file that is a ledger this build understands; 0 for a new file.
    private static func accepted(_ database: Database, path: String) throws -> Int32 {
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard isEmpty || application == LedgerSchema.applicationID else {
            throw Diagnostic(
                "ledger.foreign", "`\(path)` is a SQLite file, but not a ledger of Recua",
                help: "move it out of the way"
            )
        }
        guard version <= LedgerSchema.version else {
            throw Diagnostic(
                "ledger.newer",
                "`\(path)` was written by a newer Recua: its schema is version \(version), this build knows \(LedgerSchema.version)",
                help: "update recua, or use the version that wrote it"
            )
        }
        return version
    }

    private static func backUp(_ queue: DatabaseQueue, to path: String) throws {
        try Files.remove(path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    }

    /// SQLite's errors in Recua's words.
    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                throw Diagnostic(
                    "ledger.damaged", "`\(path)` is damaged",
                    help: "restore a backup, or move it away: `recua up` then takes over what runs on this machine",
                    cause: error
                )
            case .SQLITE_FULL:
                throw Diagnostic("ledger.full", "the disk is full: `\(path)` cannot be written", cause: error)
            default:
                throw Diagnostic("ledger.open", "`\(path)` cannot be used", cause: error)
            }
        }
    }
}
