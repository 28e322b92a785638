import RecuaCore

/// A folder that is gone when it is no longer needed.
enum Scratch {
    /// Lends a new folder below `TMPDIR` to `body`, and removes it on every way out.
    static func lend<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = try Files.temporaryFolder("recua", in: CommandContext.current.environment["TMPDIR"])
        defer { try? Files.remove(folder) }
        return try await body(folder)
    }
}
