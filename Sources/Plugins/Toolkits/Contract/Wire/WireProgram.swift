import RecuaCore
import RecuaProcess
import Subprocess

/// A program that is to be spoken to: a value that a test can read.
public struct WireProgram: Sendable, Hashable {
    /// A path, or a bare name that `PATH` leads to, and its arguments.
    public var run: [String]
    /// Where it is started.
    public var folder: String
    /// All the variables that it may be given; which of them it is, it declares.
    public var environment: [String: String]

    public init(_ run: [String], folder: String, environment: [String: String]) {
        self.run = run
        self.folder = folder
        self.environment = environment
    }

    /// Whoever speaks to it sees to its end.
    func configuration() -> Configuration {
        let first = run.first ?? ""
        return Configuration(
            ownSessionOf: first.contains("/") ? Files.resolve(first, in: folder) : first, Array(run.dropFirst()),
            folder: folder, environment: environment, teardown: [])
    }
}
