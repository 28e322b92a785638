/// Why an artifact did not come to be, for a step that is told of it: ``PluginDescriptor/takesFailed``.
public struct StepFailure: Sendable, Hashable, Codable {
    /// One thing that went wrong, in words.
    public struct Problem: Sendable, Hashable, Codable {
        /// As in ``Diagnostic/code``.
        public var code: String
        /// One sentence.
        public var message: String
        /// What to do about it.
        public var help: String?
        /// What else belongs to it, a sentence each.
        public var notes: [String]

        public init(code: String, message: String, help: String? = nil, notes: [String] = []) {
            self.code = code
            self.message = message
            self.help = help
            self.notes = notes
        }
    }

    /// The plugin whose step failed: the one that makes the artifact, or an earlier one that kept it from running.
    public var step: String
    /// At least one.
    public var problems: [Problem]
    /// What the step had to show all the same, in the form of its kind: a smoke test's report. Nil when there is
    /// nothing, or when an earlier step failed.
    public var artifact: JSON?
    /// The fingerprint of the step that failed.
    var cause: Digest?

    public init(step: String, problems: [Problem], artifact: JSON? = nil) {
        self.step = step
        self.problems = problems
        self.artifact = artifact
    }

    private enum CodingKeys: String, CodingKey { case step, problems, artifact }
}

extension StepFailure {
    /// - Returns: nil for a step that did not fail.
    init?(_ result: StepResult, isOfArtifact: Bool) {
        guard case .failed(let problems) = result.outcome else { return nil }
        self.init(
            step: result.name.plugin, problems: problems.map(Problem.init),
            artifact: isOfArtifact ? result.evidence : nil)
        cause = result.fingerprint
    }

    /// What makes two failures the same one: a step that fails for the same inputs and in the same words. What the
    /// artifact has besides them, such as times, is another in every run.
    var digest: Digest {
        let words = problems.flatMap { [$0.code, $0.message] + $0.notes }
        let all = [step, cause?.hex ?? ""] + words
        return Digest(of: JSON.array(all.map { .string($0) }).text())
    }
}

extension StepFailure.Problem {
    init(_ diagnostic: Diagnostic) {
        self.init(
            code: diagnostic.code, message: diagnostic.message, help: diagnostic.help,
            notes: diagnostic.related.map(\.message))
    }
}
