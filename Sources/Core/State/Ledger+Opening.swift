internal import GRDB

extension Ledger {
    /// - Parameter isNew: make a ledger even where one is missing, as who rebuilds it does.
    static func openForWriting(
        _ place: LedgerPlace, project: String, isNew: Bool, _ hook: @escaping CrashPoint.Hook
    ) throws -> Ledger {
        try translating(place) {
            let version = try versionForWriting(place, isNew: isNew)
            let wasCutOff = version > 0 && !Files.exists(place.seal)
            try place.findRoom()
            try CrashPoint.around(.openLedger, hook) { try LedgerSeal.remove(from: place) }
            let queue = try connect(place.path, for: .writing)
            if version < LedgerSchema.version {
                if version > 0 { try copy(queue, to: "\(place.path).v\(version)") }
                try queue.write { database in
                    try LedgerSchema.migrate(database, from: version)
                    hook(CrashPoint(.before, .makeTables))
                }
                // A new file's name lasts, and that of a new folder.
                LedgerPlace.sync(folder: place.folder)
                if version == 0 { LedgerPlace.sync(folder: Files.folder(of: place.folder)) }
                hook(CrashPoint(.after, .makeTables))
            }
            return Ledger(queue: queue, project: project, place: place, wasCutOff: wasCutOff, hook: hook)
        }
    }

    /// Before anything is written: a file that is somebody else's stays as it is, and so does one that is not whole.
    private static func versionForWriting(_ place: LedgerPlace, isNew: Bool) throws -> Int32 {
        try refuseWhatIsNoFile(place)
        let version = place.isEmpty ? 0 : try connectForReading(place).read { try accepted($0, place) }
        if version > 0 {
            try check(place)
        } else if !isNew, let trace = place.trace {
            throw LedgerProblem.missing(place, trace)
        }
        return version
    }

    static func openForReading(_ place: LedgerPlace, project: String) throws -> Ledger? {
        try translating(place) {
            try refuseWhatIsNoFile(place)
            let seal = LedgerSeal.current(of: place)
            let queue = place.isEmpty ? nil : try connectForReading(place)
            let version = try queue?.read { try accepted($0, place) } ?? 0
            guard let queue, version > 0 else {
                if let trace = place.trace { throw LedgerProblem.missing(place, trace) }
                return nil
            }
            if let seal, !place.isUnderWay { try glance(place, seal) }
            let read = version < LedgerSchema.version ? try migratedCopy(of: queue, from: version) : queue
            return Ledger(queue: read, project: project, place: place)
        }
    }

    /// A ledger of an earlier schema as it will read once a writer has migrated it; in memory, so that reading writes
    /// nothing.
    private static func migratedCopy(of queue: DatabaseQueue, from version: Int32) throws -> DatabaseQueue {
        let copy = try DatabaseQueue()
        try queue.backup(to: copy)
        try queue.close()
        try copy.write { try LedgerSchema.migrate($0, from: version) }
        return copy
    }

    /// Whether a ledger is as its last writer left it or, where that did not come to its end, whether it is whole.
    ///
    /// - Parameter isThorough: read each row even where the seal is right: what was altered while a writer was at work was
    ///   sealed with the rest.
    /// - Throws: ``Diagnostic`` `ledger.damaged`.
    static func check(_ place: LedgerPlace, isThorough: Bool = false) throws {
        let seal = place.isUnderWay ? nil : LedgerSeal.current(of: place)
        let isAsSealed = try seal.map { try isSealed(place, $0) } ?? false
        if !isAsSealed { try connectForReading(place).read { try LedgerCheck.all($0, place.path) } }
        guard !isAsSealed || isThorough, let ledger = try openForReading(place, project: "") else { return }
        defer { try? ledger.close() }
        try ledger.reading { try LedgerCheck.rows($0) }
    }

    /// What a reader looks at of a sealed ledger: its size, and each bit of it only if it was written to since it was
    /// sealed. A writer seals it after its last write, so that of nearly every ledger nothing is read for this.
    private static func glance(_ place: LedgerPlace, _ seal: LedgerSeal) throws {
        guard let facts = Files.facts(place.path), let sealed = Files.facts(place.seal) else { return }
        guard facts.size != seal.size || facts.modified >= sealed.modified else { return }
        _ = try isSealed(place, seal)
    }

    /// - Returns: false when a writer has begun meanwhile, which breaks the seal before anything else.
    /// - Throws: ``Diagnostic`` `ledger.damaged` when the ledger is not what its seal says.
    private static func isSealed(_ place: LedgerPlace, _ seal: LedgerSeal) throws -> Bool {
        do { if try LedgerSeal(of: place) == seal { return true } } catch let problem as Diagnostic {
            throw LedgerProblem.unread(place, cause: problem)
        }
        guard LedgerSeal.current(of: place) == seal else { return false }
        throw LedgerProblem.damaged(place, cause: Diagnostic("ledger.seal", "it is not as the last run left it"))
    }

    /// SQLite calls a folder an error of the disk, and waits for a pipe. A ledger that cannot be looked at is not missing,
    /// nor is one whose folder leads to a disk that is not there.
    private static func refuseWhatIsNoFile(_ place: LedgerPlace) throws {
        guard let facts = try Files.lookUp(place.path) else {
            if let link = Files.brokenLink(on: place.path) { throw LedgerProblem.dangling(link) }
            if Files.untraced(place.folder)?.isFolder == false { throw Files.notAFolder(place.folder) }
            return
        }
        if !facts.isRegular { throw LedgerProblem.noFile(place, isFolder: facts.isFolder) }
    }

    private static func connect(_ path: String, for purpose: Purpose) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = purpose == .reading
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            if purpose == .writing {
                try database.execute(sql: "PRAGMA journal_mode = \(FileSystemKind.of(path).journalMode)")
            }
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private enum Purpose { case reading, writing, undoing }

    /// A writer that dies between two manners of keeping its changes, as it opens or closes the ledger, leaves a change
    /// half made that only a connection which may write can undo. It is one page, and is undone at once.
    ///
    /// On a full disk there may be no room for the memory that processes share. Who makes none reads the write-ahead log by
    /// himself, as long as nobody writes.
    static func connectForReading(_ place: LedgerPlace) throws -> DatabaseQueue {
        func connected(_ path: String) throws -> DatabaseQueue {
            let queue = try connect(path, for: .reading)
            _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            return queue
        }
        do { return try connected(place.path) } catch let error as DatabaseError
            where error.resultCode == .SQLITE_READONLY && Files.exists(place.journal)
        {
            let queue = try connect(place.path, for: .undoing)
            _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            try queue.close()
            return try connected(place.path)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            guard let queue = try? connected(place.readOnlyAddress) else { throw error }
            return queue
        }
    }

    /// The schema version of a file that is a ledger this build understands; 0 for a new file.
    static func accepted(_ database: Database, _ place: LedgerPlace) throws -> Int32 {
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard isEmpty || application == LedgerSchema.applicationID else { throw LedgerProblem.foreign(place) }
        guard version <= LedgerSchema.version else { throw LedgerProblem.newer(place, version: version) }
        return isEmpty ? 0 : version
    }

    private static func copy(_ queue: DatabaseQueue, to path: String) throws {
        try Files.remove(path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    }

    /// SQLite's errors in Recua's words. What is in a row and cannot be there is damage as well.
    static func translating<Result>(_ place: LedgerPlace, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw LedgerProblem.of(error, place)
        } catch
            where error is RowDecodingError || error is DecodingError || (error as? Diagnostic)?.code == "json.syntax"
        {
            throw LedgerProblem.damaged(place, cause: error)
        }
    }
}
