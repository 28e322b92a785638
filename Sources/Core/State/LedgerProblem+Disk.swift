internal import GRDB
internal import Glibc
internal import SystemPackage

extension LedgerProblem {
    static func io(_ place: LedgerPlace, cause: any Error) -> Diagnostic {
        Diagnostic(
            "ledger.io", "`\(place.path)` cannot be read or written: the system reports an error of the disk",
            help: "look at the disk and at its limits, then type the same command again: it goes on from there",
            cause: cause)
    }

    /// What SQLite calls damage: it says the same of a page that the disk did not read (`SQLITE_IOERR_CORRUPTFS` comes out
    /// as `SQLITE_CORRUPT`). What is whole when it is looked at once more, or cannot be read at all, is not damaged.
    static func damagedOrUnread(_ place: LedgerPlace, cause: any Error) -> Diagnostic {
        if isWhole(place) { return io(place, cause: cause) }
        if let error = readError(of: place) { return io(place, cause: error) }
        return damaged(place, cause: cause)
    }

    /// What kept a ledger from being read to its end: the disk, unless somebody has removed it or keeps it to himself.
    static func unread(_ place: LedgerPlace, cause: Diagnostic) -> Diagnostic {
        guard access(place.path, R_OK) == 0 || errno == EIO else { return cause }
        return io(place, cause: cause)
    }

    private static func isWhole(_ place: LedgerPlace) -> Bool {
        (try? Ledger.connectForReading(place).read { try LedgerCheck.complaints($0).isEmpty }) ?? false
    }

    /// What the disk says when the whole file is read.
    ///
    /// Only where SQLite has given up on it: a file that is closed takes with it the locks that this process has on it.
    private static func readError(of place: LedgerPlace) -> Errno? {
        do {
            let file = try FileDescriptor.open(FilePath(place.path), .readOnly, options: [.closeOnExec])
            try file.closeAfter {
                let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
                defer { chunk.deallocate() }
                while try file.read(into: chunk) > 0 {}
            }
        } catch let error as Errno where error == .ioError {
            return error
        } catch {}
        return nil
    }
}
