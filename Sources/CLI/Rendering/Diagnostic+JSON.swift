import RecuaCore

extension Diagnostic {
    /// The diagnostic in `--json` outputs.
    var json: JSON { (try? JSON(encoding: self)) ?? .string(message) }
}
