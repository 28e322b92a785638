import RecuaCore

/// Findings of a linter for people: a few of a kind, and how many more there are.
enum FindingsText {
    private static let shown = 3

    static func text(_ findings: [Diagnostic], _ style: TextStyle) -> String {
        var codes: [String] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        return codes.flatMap { code -> [String] in
            let alike = findings.filter { $0.code == code }
            let rest = alike.count - shown
            return alike.prefix(shown).map { style.text($0) }
                + (rest > 0 ? [style(.dim, "  … and \(rest) more of this kind")] : [])
        }.joined(separator: "\n")
    }
}
