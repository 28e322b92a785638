import RecuaCore

/// Which variables a program is given.
enum ProgramEnvironment {
    private static let always: Set<String> = ["PATH", "HOME", "LANG", "TMPDIR", "USER"]

    /// - Parameter declared: names; a trailing `*` matches a prefix.
    static func selected(_ declared: [String], from all: [String: String]) -> [String: String] {
        all.filter { name, _ in always.contains(name) || declared.contains { matches($0, name) } }
    }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : pattern == name
    }
}
