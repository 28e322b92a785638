public import RecuaCore

/// Looks for what AWS Lambda would refuse only after an upload and minutes of waiting.
public enum ImageLinter {
    /// Every finding as an error; the help of each names what it prevents.
    public static func check(_ subject: LintSubject) -> [Diagnostic] {
        LintRule.all.flatMap { rule in
            rule.findings(subject).map { finding in
                Diagnostic(rule.code, finding, help: "it prevents: \(rule.prevents)")
            }
        }
    }

    /// An existing layout on disk, of any maker.
    public static func check(layout folder: String, architecture: Architecture? = nil, store: Store) async throws
        -> [Diagnostic]
    {
        let layout = try ImageLayout(folder)
        return check(try await LintSubject(layout, architecture: architecture, store: store))
    }
}
