internal import RecuaCore

/// A program to run, as a value that a test can read. Nothing happens until
/// ``run(outputLimit:hint:onStart:onErrorLine:onOutputLine:)``.
///
/// Arguments are seen by every user of the machine: hand secrets over in ``environment`` or ``input``.
public struct Command: Sendable, Hashable {
    /// A name, looked up on the `PATH` of ``environment``, or a path when it holds a slash.
    public var executable: String
    public var arguments: [String]
    /// The whole environment: nothing is inherited.
    public var environment: [String: String]
    /// Where it runs: the working folder of this process when nil.
    public var folder: String?
    /// What it reads on standard input: nothing when nil.
    public var input: String?

    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String], folder: String? = nil,
        input: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.input = input
    }
}

extension Command: CustomStringConvertible {
    /// The command as one would type it, without its environment and input.
    public var description: String { ([executable] + arguments).map(ShellWord.quoted).joined(separator: " ") }
}
