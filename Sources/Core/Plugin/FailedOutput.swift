/// Thrown by a step that fails and still has something to show: a smoke test's report of what did not hold.
///
/// The step fails as it would with the diagnostic alone. What it shows is no artifact that others build on; it is handed
/// to steps that ask to be told (``PluginDescriptor/takesFailed``), and is in the output of `--json`.
public struct FailedOutput: Error, Sendable, Hashable {
    /// In the form of the step's kind.
    public let artifact: JSON
    /// Why the step failed.
    public let problems: [Diagnostic]

    public init(_ artifact: JSON, _ problems: [Diagnostic]) {
        self.artifact = artifact
        self.problems = problems
    }

    /// - Throws: when the artifact cannot be encoded.
    public init(_ artifact: some Artifact, _ problem: Diagnostic) throws {
        self.init(try JSON(encoding: artifact), [problem])
    }
}

extension FailedOutput: CustomStringConvertible {
    public var description: String { Diagnostics(problems).description }
}
