import RecuaCore

/// How messages name a program.
struct ProgramIdentity: Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// Nil until the program has described itself.
    let version: String?
    /// Where the manifest declares it.
    var place: Place?

    var description: String { "plugin `\(name)`" + (version.map { " \($0)" } ?? "") }

    /// What the engine has against something that the program handed over, told of the program.
    func told(_ error: any Error) -> any Error {
        guard var diagnostic = error as? Diagnostic, diagnostic.place == nil else { return error }
        diagnostic.message = "\(self): \(diagnostic.message)"
        diagnostic.place = place
        return diagnostic
    }
}
