internal import GRDB

/// What may be wrong with a ledger's file, in Recua's words.
enum LedgerProblem {
    static func damaged(_ place: LedgerPlace, cause: (any Error)? = nil) -> Diagnostic {
        Diagnostic("ledger.damaged", "`\(place.path)` is damaged", help: wayBack(place), cause: cause)
    }

    static func missing(_ place: LedgerPlace, _ trace: String) -> Diagnostic {
        let what = Files.exists(place.path) ? "is empty" : "is gone"
        return Diagnostic("ledger.missing", "`\(place.path)` \(what), and \(trace)", help: wayBack(place))
    }

    /// Somebody begins a new ledger with what was found, and that is a part.
    ///
    /// - Parameter unfound: what the backup knows besides, in words.
    static func partial(_ place: LedgerPlace, _ backup: LedgerBackup, unfound: [String]) -> Diagnostic {
        let names = Listing.text(unfound, most: 8)
        return Diagnostic(
            "ledger.missing",
            "`\(place.path)` is gone, and its backup of \(backup.made) knows what was not found: \(names)",
            help: "`recua doctor --restore-ledger` brings it back first, and `recua adopt` then adds to it; "
                + "to begin anew with what is found, move `\(place.folder)` away as a whole")
    }

    /// Nothing but what is found says what there was.
    static func unnamed(_ place: LedgerPlace, _ trace: String) -> Diagnostic {
        var problem = missing(place, trace)
        problem.help = "`recua adopt` without names of stacks finds all that is deployed"
        return problem
    }

    static func dangling(_ path: String) -> Diagnostic {
        // Named as what a writer meets there.
        Diagnostic(
            "file.not-a-folder", "`\(path)` is a link that leads nowhere",
            help: "mount the disk it leads to, or remove the link if nothing is to be kept")
    }

    static let movedCode = "ledger.moved"

    /// A run has kept what it did in a file that nobody finds any more.
    static func moved(_ place: LedgerPlace, isGone: Bool) -> Diagnostic {
        let what = isGone ? "removed" : "replaced by another one"
        let way =
            isGone ? "`recua doctor --restore-ledger` brings back what it knew" : "`recua adopt` finds what was made"
        return Diagnostic(
            movedCode, "`\(place.path)` was \(what) while this run was at work",
            help: "leave `\(place.folder)` alone until a run has ended; \(way)")
    }

    static func foreign(_ place: LedgerPlace) -> Diagnostic {
        Diagnostic(
            "ledger.foreign", "`\(place.path)` is a SQLite file, but not a ledger of Recua",
            help: "move it out of the way"
        )
    }

    static func noFile(_ place: LedgerPlace, isFolder: Bool) -> Diagnostic {
        Diagnostic(
            "ledger.foreign", "`\(place.path)` is \(isFolder ? "a folder" : "no regular file"), not a ledger of Recua",
            help: "move it out of the way"
        )
    }

    static func newer(_ place: LedgerPlace, version: Int32) -> Diagnostic {
        Diagnostic(
            "ledger.newer",
            "`\(place.path)` was written by a newer Recua: its schema is version \(version), this build knows \(LedgerSchema.version)",
            help: "update recua, or use the version that wrote it"
        )
    }

    static func full(_ place: LedgerPlace, cause: any Error) -> Diagnostic {
        Diagnostic(
            "ledger.full", "the disk is full: `\(place.path)` cannot be written",
            help: "make room, then type the same command again: it goes on from there", cause: cause
        )
    }

    static func of(_ error: DatabaseError, _ place: LedgerPlace) -> Diagnostic {
        switch error.resultCode {
        case .SQLITE_NOTADB: damaged(place, cause: error)
        case .SQLITE_CORRUPT: damagedOrUnread(place, cause: error)
        case .SQLITE_FULL: full(place, cause: error)
        // Memory that processes share is a file as well, and takes room.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: full(place, cause: error)
        case .SQLITE_IOERR: io(place, cause: error)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            Diagnostic(
                "ledger.read-only", "`\(place.path)` cannot be opened for what is to be done",
                help: "see that `\(place.folder)` and the files in it can be read and written", cause: error
            )
        default: Diagnostic("ledger.open", "`\(place.path)` cannot be used", cause: error)
        }
    }

    /// What brings a ledger back: the newest backup, or else the world itself.
    static func wayBack(_ place: LedgerPlace) -> String {
        if let newest = LedgerBackup.all(of: place).first {
            return "`recua doctor --restore-ledger` brings back the backup of \(newest.made), `\(newest.path)`"
        }
        let first = Files.exists(place.path) ? "move `\(place.path)` away, then " : ""
        return "there is no backup: \(first)`recua adopt` finds what is deployed"
    }
}
