import RecuaCore

/// A variable of Recua's own that is on or off.
enum EnvironmentSwitch {
    /// - Throws: ``Diagnostic`` `usage.variable` for a word that is neither: who wants a policy and mistypes it must not
    ///   go without it.
    static func isOn(_ name: String, in environment: [String: String]) throws -> Bool {
        switch environment[name]?.lowercased() ?? "" {
        case "1", "true", "yes", "on": return true
        case "", "0", "false", "no", "off": return false
        case let word:
            throw Diagnostic(
                "usage.variable", "the variable `\(name)` is `\(word)`", help: "set it to 1 for yes or to 0 for no")
        }
    }

    /// Whether everything must be as it is locked, in whatever command.
    ///
    /// - Throws: as ``isOn(_:in:)``.
    static func isLocked(_ context: CommandContext) throws -> Bool {
        try isOn("RECUA_LOCKED", in: context.environment)
    }
}
