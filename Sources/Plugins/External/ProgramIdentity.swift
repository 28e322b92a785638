import RecuaCore

/// How messages name a program.
struct ProgramIdentity: Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// Nil until the program has described itself.
    let version: String?
    /// Where the manifest declares it.
    var place: Place?

    var description: String { "plugin `\(name)`" + (version.map { " \($0)" } ?? "") }
}
