/// Whether bubblewrap works on this machine.
public enum Bubblewrap: Sendable, Hashable {
    /// It made the namespaces it was asked for; the path of `bwrap`.
    case works(String)
    case missing
    /// What it said instead of making them.
    case refused([String])

    /// Looks for `bwrap` and has it make a sandbox once.
    ///
    /// - Parameters:
    ///   - arguments: what the sandbox will be made with, its root above all.
    ///   - environment: whose `PATH` leads to `bwrap`.
    public static func probed(with arguments: [String], environment: [String: String]) async throws -> Bubblewrap {
        guard let path = Command.path(of: "bwrap", environment: environment) else { return .missing }
        let finished = try await Command(path, arguments + ["--", "/bin/true"], environment: environment).run()
        if finished.succeeded { return .works(path) }
        return .refused(finished.errorOutput.split(whereSeparator: \.isNewline).suffix(3).map(String.init))
    }
}
