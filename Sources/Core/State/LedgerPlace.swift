internal import Glibc
internal import SystemPackage

/// The files that belong to a ledger.
struct LedgerPlace: Sendable, Hashable {
    /// The ledger itself: `.recua/ledger.db`.
    let path: String

    init(_ path: String) { self.path = path }

    var folder: String { Files.folder(of: path) }
    /// What has been committed and is not in the ledger itself yet; there only while somebody works, or after a crash.
    var log: String { "\(path)-wal" }
    /// What a page was before a change that is under way, while the ledger is not kept with ``log``.
    var journal: String { "\(path)-journal" }
    /// What processes share that have the ledger open; worth nothing without them.
    var index: String { "\(path)-shm" }
    /// Says what the last writer left: see ``LedgerSeal``.
    var seal: String { "\(path).seal" }
    var backups: String { "\(folder)/backups" }
    /// What was there before a backup was put back, a folder each time.
    var damaged: String { "\(folder)/damaged" }
    /// There for a moment, to see whether a writer has room.
    var room: String { "\(path).room" }

    /// True while somebody writes, or when somebody died who did.
    var isUnderWay: Bool { Files.exists(log) || Files.exists(journal) }

    /// True when there is no ledger, or one without a single byte, as a process leaves it that dies as it makes it.
    var isEmpty: Bool { (Files.facts(path)?.size ?? 0) == 0 }

    /// What says that there was a ledger here, in words; nil when nothing does.
    var trace: String? {
        if let newest = LedgerBackup.all(of: self).first { return "a backup of it is `\(newest.path)`" }
        if Files.exists(seal) { return "`\(seal)` is its seal" }
        let stacks = "\(folder)/stacks"
        return ((try? Files.list(stacks)) ?? []).isEmpty ? nil : "`\(stacks)` says that stacks were run here"
    }

    /// Makes the names in a folder last: of files that were made, moved or removed there.
    static func sync(folder: String) {
        guard let file = try? FileDescriptor.open(FilePath(folder), .readOnly, options: [.directory, .closeOnExec])
        else { return }
        _ = fsync(file.rawValue)
        try? file.close()
    }
}
