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
    /// The words of the sandbox that it is started in, up to its own; none without a sandbox.
    public var sandbox: [String] = []

    public init(_ run: [String], folder: String, environment: [String: String]) {
        self.run = run
        self.folder = folder
        self.environment = environment
    }

    /// Whoever speaks to it sees to its end.
    ///
    /// - Parameter mark: by which what it starts is known: see ``TrialMark``.
    func configuration(mark: String) -> Configuration {
        let first = run.first ?? ""
        let words = sandbox + [first.contains("/") ? Files.resolve(first, in: folder) : first] + run.dropFirst()
        return Configuration(
            ownSessionOf: words[0], Array(words.dropFirst()), folder: folder,
            environment: environment.merging([TrialMark.variable: mark]) { $1 }, teardown: [])
    }
}
