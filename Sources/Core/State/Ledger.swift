internal import GRDB

/// The project's SQLite file: what exists, how it came to be, every run.
///
/// One process writes at a time, the one that holds the ``ProjectLock``; it alone checkpoints, which also keeps clear
/// of the WAL-reset bug of SQLite before 3.51.3. Readers open read-only.
public struct Ledger: Sendable {
    let queue: DatabaseQueue
    /// What waits for the transaction that is under way.
    let commits = CommitQueue()
    let project: String
    let place: LedgerPlace
    /// True when the last writer did not come to its end: whatever it still had to do is for this one.
    let wasCutOff: Bool
    /// The one that was opened.
    let file: LedgerFile?
    let hook: CrashPoint.Hook

    init(
        queue: DatabaseQueue, project: String, place: LedgerPlace, wasCutOff: Bool = false,
        hook: @escaping CrashPoint.Hook = CrashPoint.pass
    ) {
        self.queue = queue
        self.project = project
        self.place = place
        file = LedgerFile(at: place)
        self.wasCutOff = wasCutOff
        self.hook = hook
    }

    /// Opens for writing, making or migrating the file first. Hold the ``ProjectLock``.
    ///
    /// - Parameters:
    ///   - isNew: make a ledger even where there must have been one, as who rebuilds it does.
    ///   - hook: what happens around everything that lasts.
    /// - Throws: ``Diagnostic`` `ledger.damaged`, `ledger.missing`, `ledger.newer`, `ledger.foreign` or another of
    ///   `ledger`.
    public static func write(
        _ path: String, project: String, isNew: Bool = false, hook: @escaping CrashPoint.Hook = CrashPoint.pass
    ) throws -> Ledger {
        try Files.createFolder(Files.folder(of: path))
        return try openForWriting(LedgerPlace(path), project: project, isNew: isNew, hook)
    }

    /// Opens for reading.
    ///
    /// - Returns: nil when there is no ledger yet, or an empty one that a run left that was cut off as it made it.
    /// - Throws: ``Diagnostic`` `ledger.missing` when there must have been one, else as ``write(_:project:isNew:hook:)``.
    public static func read(_ path: String, project: String) throws -> Ledger? {
        let place = LedgerPlace(path)
        // What a writer has not put into the file itself yet counts as much.
        Trace.current?.look(at: place.path)
        Trace.current?.look(at: place.log, asLog: true)
        return try openForReading(place, project: project)
    }

    /// The last thing a writer does. It leaves the file without its WAL, which a reader could not open without writing,
    /// and seals it.
    public func close() throws {
        // What belongs to another file at its place is left alone: its log above all.
        guard !queue.configuration.readonly, queue.path == place.path, isInPlace else { return try queue.close() }
        try CrashPoint.around(.closeLedger, hook) {
            // While somebody goes on reading, the WAL stays, and no seal is made; the next writer tries again.
            try? fold()
            try queue.close()
        }
        guard !place.isUnderWay else { return }
        // A ledger without a seal is looked through by the next writer.
        try? CrashPoint.around(.sealLedger, hook) { try LedgerSeal(of: place).write(to: place) }
    }

    /// Puts what the log holds into the file itself, and removes the log.
    func fold() throws {
        try working { queue in
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE")
            }
        }
    }

    func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try working { try $0.read(body) }
    }

    /// One transaction.
    ///
    /// - Parameter isUrgent: whether it must last before this returns, even if the power goes. What is not urgent lasts
    ///   when the process dies, and reaches the disk with the next commit that is, or when the system sees fit.
    /// - Throws: ``Diagnostic`` `ledger.moved` when it went into a file that is not at its place any more.
    func writing<Result>(
        _ work: CrashPoint.Work = .forget, isUrgent: Bool = true, _ body: (Database) throws -> Result
    ) throws -> Result {
        try working { queue in
            let result = try queue.writeWithoutTransaction {
                try transaction($0, [work], isUrgent: isUrgent, body)
            }
            try checkPresence()
            return result
        }
    }

    /// Several changes that last together or not at all; they do not where this throws.
    ///
    /// - Returns: their ids, in their order.
    func transaction(_ changes: [LedgerChange], _ database: Database) throws -> [Int64] {
        try transaction(database, changes.map(\.work), isUrgent: changes.contains(where: \.isUrgent)) { database in
            try changes.map { try $0.make(database) }
        }
    }

    private func transaction<Result>(
        _ database: Database, _ works: [CrashPoint.Work], isUrgent: Bool, _ body: (Database) throws -> Result
    ) throws -> Result {
        try database.execute(sql: "PRAGMA synchronous = \(isUrgent ? "FULL" : "NORMAL")")
        var result: Result?
        try database.inTransaction {
            result = try body(database)
            for work in works { hook(CrashPoint(.before, work)) }
            return .commit
        }
        for work in works { hook(CrashPoint(.after, work)) }
        guard let result else { throw LedgerProblem.damaged(place) }
        return result
    }

    func working<Result>(_ body: (DatabaseQueue) throws -> Result) throws -> Result {
        try Ledger.translating(place) { try body(queue) }
    }
}
