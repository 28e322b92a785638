public import RecuaCore

/// Looks for what AWS Lambda would refuse only after an upload and minutes of waiting.
public enum ImageLinter {
    /// Errors for what Lambda is known to refuse, warnings for what is only said to be, or is a base image's; the help
    /// of each names what it prevents.
    public static func check(_ subject: LintSubject) -> [Diagnostic] {
        // Of an index nothing else is known.
        let rules = subject.isIndex ? [LintRule.index] : LintRule.all
        return rules.flatMap { rule in
            rule.findings(subject).map { finding in
                Diagnostic(
                    rule.code, finding.message, severity: rule.severity(of: finding, in: subject),
                    help: "it prevents: \(rule.prevents)")
            }
        }
    }
}
