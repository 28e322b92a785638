import Glibc
import RecuaCore

/// A folder that is gone when it is no longer needed.
enum Scratch {
    /// Lends a new folder below `TMPDIR` to `body`, and removes it on every way out.
    static func lend<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let parent = CommandContext.current.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/recua-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Diagnostic("file.write", "no folder can be made in `\(parent)`", help: "set TMPDIR to another folder")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? Files.remove(folder) }
        return try await body(folder)
    }
}
