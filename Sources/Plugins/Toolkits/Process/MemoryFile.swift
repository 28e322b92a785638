internal import CGlibcExtras
internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// A file without a name or a disk: how text, secrets among it, reaches a program's standard input.
enum MemoryFile {
    /// - Returns: a descriptor, closed on exec, that reads `text` from its start. The caller closes it.
    static func open(_ text: String) throws -> CInt {
        let raw = memfd_create("recua", recua_mfd_cloexec)
        guard raw >= 0 else {
            throw Diagnostic("process.start", "a file in memory cannot be made", cause: Errno(rawValue: errno))
        }
        do {
            let file = FileDescriptor(rawValue: raw)
            try file.writeAll(text.utf8)
            try file.seek(offset: 0, from: .start)
            return raw
        } catch {
            close(raw)
            throw Diagnostic("process.start", "a file in memory cannot be written", cause: error)
        }
    }
}
