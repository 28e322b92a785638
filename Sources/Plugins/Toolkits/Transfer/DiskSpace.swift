import Glibc
import RecuaCore

/// Whether a file has room, asked before it is downloaded.
enum DiskSpace {
    /// - Throws: ``Diagnostic`` `fetch.disk` when `count` more bytes have no room beside `path`.
    static func check(_ path: String, for count: Int64) throws {
        guard let free = free(at: Files.folder(of: path)), free < count else { return }
        throw noRoom(path, for: count, free: free)
    }

    /// In MB, what is to come rounded up and what is free rounded down, so that the numbers never say that there is room;
    /// the difference to the byte where they are nearly the same.
    static func noRoom(_ path: String, for count: Int64, free: Int64) -> Diagnostic {
        let needed = count / 1_000_000 + (count % 1_000_000 > 0 ? 1 : 0)
        let present = free / 1_000_000
        let bytes = count - free
        let missing = needed - present > 1 ? "" : bytes == 1 ? "; one byte is missing" : "; \(bytes) bytes are missing"
        return Diagnostic(
            "fetch.disk",
            "the disk has no room for `\(path)`: \(needed) MB are still to come, \(present) MB are free\(missing)",
            help: "make room, or set `RECUA_STORE` to a folder on a larger disk"
        )
    }

    static func full(_ path: String) -> Diagnostic {
        Diagnostic(
            "fetch.disk", "the disk is full: `\(path)` cannot grow",
            help: "make room, then run it again: it goes on from here")
    }

    /// In bytes, for users without privileges; nil when nobody can tell.
    private static func free(at folder: String) -> Int64? {
        var info = statvfs()
        guard statvfs(folder, &info) == 0 else { return nil }
        return Int64(
            clamping: UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize)).partialValue)
    }
}
