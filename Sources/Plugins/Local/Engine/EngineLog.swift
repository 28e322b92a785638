internal import Glibc
internal import RecuaCore
internal import Synchronization
internal import SystemPackage

/// What the engine writes, line by line, in a file of which one earlier generation is kept.
final class EngineLog: Sendable {
    private let path: String
    /// Bytes after which the file is put aside.
    private let limit: Int64 = 16 << 20
    private let written: Mutex<Int64>

    init(path: String) {
        self.path = path
        written = Mutex(Files.facts(path)?.size ?? 0)
    }

    func write(_ line: String) {
        written.withLock { size in
            if size > limit {
                rename(path, "\(path).1")
                size = 0
            }
            let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
            guard
                let file = try? FileDescriptor.open(
                    FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec],
                    permissions: FilePermissions(rawValue: 0o600))
            else { return }
            // A full disk must not end the engine; the lines are lost.
            _ = try? file.closeAfter { try file.writeAll(bytes) }
            size += Int64(bytes.count)
        }
    }
}
