internal import GRDB

/// The project's SQLite file: what exists, how it came to be, every run.
///
/// One process writes at a time, the one that holds the ``ProjectLock``; it alone checkpoints, which also keeps clear
/// of the WAL-reset bug of SQLite before 3.51.3. Readers open read-only.
public struct Ledger: Sendable {
    private let queue: DatabaseQueue
    let project: String
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
        // What a writer has not yet put into the file itself.
        Trace.current?.look(at: "\(path)-wal", asLog: true)
        // What a writer has not yet put into the file itself.
        Trace.current?.look(at: "\(path)-wal", asLog: true)
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

    func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Ledger.translating(path) { try queue.read(body) }
    }

    func writing<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Ledger.translating(path) { try queue.write(body) }
    }
}
