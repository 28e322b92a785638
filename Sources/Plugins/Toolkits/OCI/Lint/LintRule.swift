import RecuaCore

/// One demand on images that are to run on AWS Lambda, checked before anything is sent.
public struct LintRule: Sendable {
    /// What stands behind a rule.
    enum Evidence: Sendable {
        /// AWS documents the refusal, or people have met it in these words.
        case refusal
        /// A specification demands it, or one person has met it: reason enough for what Recua makes, and a warning for
        /// what others have made.
        case advice
    }

    /// Something that a rule objects to.
    struct Finding: Sendable, Hashable {
        var message: String
        /// Index of the layer, when it is in one.
        var layer: Int?

        init(_ message: String, in layer: Int? = nil) {
            self.message = message
            self.layer = layer
        }
    }

    /// `image.lint.…`
    public let code: String
    /// What Lambda or the registry would say.
    public let prevents: String
    let evidence: Evidence
    /// A sentence for each thing that is wrong.
    let findings: @Sendable (LintSubject) -> [Finding]

    init(
        _ code: String, prevents: String, _ evidence: Evidence = .refusal,
        _ findings: @escaping @Sendable (LintSubject) -> [Finding]
    ) {
        self.code = code
        self.prevents = prevents
        self.evidence = evidence
        self.findings = findings
    }

    /// All of them.
    public static let all = documents + layers + contents + programs

    func severity(of finding: Finding, in subject: LintSubject) -> Diagnostic.Severity {
        if let layer = finding.layer, subject.layers.indices.contains(layer), subject.layers[layer].isBase {
            return .warning
        }
        return evidence == .refusal || subject.isOurs ? .error : .warning
    }
}
