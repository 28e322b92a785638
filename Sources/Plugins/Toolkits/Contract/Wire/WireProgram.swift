import RecuaCore
import Subprocess
import SystemPackage

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

    /// A session of its own, so that all that it starts can be found and ended.
    func configuration() -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = []
        let variables = environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        let first = run.first ?? ""
        return Configuration(
            executable: first.contains("/") ? .path(FilePath(Files.resolve(first, in: folder))) : .name(first),
            arguments: Arguments(Array(run.dropFirst())),
            environment: .custom(Dictionary(variables) { first, _ in first }),
            workingDirectory: FilePath(folder), platformOptions: options
        )
    }
}
