internal import Glibc
internal import SystemPackage

extension LedgerPlace {
    /// In bytes: the memory that processes share, what makes the ledger's first change undone, and that change.
    private static let roomToBegin: Int64 = 48 << 10

    /// Looks for room before a writer changes anything: one that has begun and cannot go on leaves a ledger that takes room
    /// to be read as well.
    ///
    /// - Throws: ``Diagnostic`` `ledger.full`.
    func findRoom() throws {
        do {
            let file = try FileDescriptor.open(
                FilePath(room), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite])
            unlink(room)
            let reason = Errno(rawValue: posix_fallocate(file.rawValue, 0, off_t(Self.roomToBegin)))
            try file.close()
            if reason != Errno(rawValue: 0) { throw reason }
        } catch let reason as Errno where [.noSpace, .diskQuotaExceeded].contains(reason) {
            throw LedgerProblem.full(self, cause: reason)
        } catch {
            // Whatever else is wrong, SQLite says.
        }
    }

    /// The ledger as a URI that asks SQLite to make no memory that processes share (sqlite.org/uri.html, `readonly_shm`).
    var readOnlyAddress: String {
        let plain = Set("/-_.~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = Files.absolute(path).utf8.map { byte in
            if plain.contains(byte) { return String(decoding: [byte], as: UTF8.self) }
            return "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        }
        return "file:\(bytes.joined())?readonly_shm=1"
    }
}
