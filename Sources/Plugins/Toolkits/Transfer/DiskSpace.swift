import Glibc
import RecuaCore

/// Whether a file has room, asked before it is downloaded.
enum DiskSpace {
    /// - Throws: ``Diagnostic`` `fetch.disk` when `count` more bytes have no room beside `path`.
    static func check(_ path: String, for count: Int64) throws {
        guard let free = free(at: Files.folder(of: path)), free < count else { return }
        throw Diagnostic(
            "fetch.disk",
            "the disk has no room for `\(path)`: \(megabytes(count)) are still to come, \(megabytes(free)) are free",
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

    private static func megabytes(_ count: Int64) -> String {
        "\(count / 1_000_000 + (count % 1_000_000 > 0 ? 1 : 0)) MB"
    }
}
