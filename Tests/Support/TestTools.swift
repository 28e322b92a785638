internal import RecuaCore
internal import RecuaProcess

/// The Python programs that tests use, installed by `scripts/setup` into `.venv/test`.
public enum TestTools {
    /// The folder with `python`, `sam` and `aws`.
    public static let folder = "\(RecuaBinary.package)/.venv/test/bin"

    /// A `PATH` on which the tests' own programs come first.
    public static let path = "\(folder):/usr/local/bin:/usr/bin:/bin"

    /// Runs a script and gives what it prints.
    ///
    /// - Throws: ``Diagnostic`` `process.failed` with its last lines when it fails.
    public static func python(
        _ script: String, _ arguments: [String] = [], input: String? = nil, environment: [String: String] = [:]
    ) async throws -> String {
        let bare = ["PATH": path, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"]
        return try await Command(
            "\(folder)/python", ["-c", script] + arguments, environment: bare.merging(environment) { $1 }, input: input
        ).runChecked(hint: "scripts/setup test")
    }
}
