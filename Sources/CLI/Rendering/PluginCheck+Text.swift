import RecuaContract
import RecuaCore
import RecuaExternal

extension PluginCheck.Result {
    /// What is broken, with what was said until then, and how much was looked at.
    ///
    /// - Parameter isWhole: true to tell every rule.
    func text(_ style: TextStyle, isWhole: Bool) -> String {
        let findings = report.findings.filter { isWhole || $0.isBroken }.map { Self.text($0, style) }
        let name = descriptor.map { "plugin `\($0.name)` \($0.version)" } ?? "the program"
        return (findings + ["\(name): \(counts(style))\(isolation.lack)"] + stopped).joined(separator: "\n")
    }

    private var stopped: [String] {
        let count = report.stopped.count
        return count == 0 ? [] : ["stopped: \(Quantity.count(count, "rule")) not looked at"]
    }

    private func counts(_ style: TextStyle) -> String {
        let (kept, skipped) = (count(of: "kept"), count(of: "skipped"))
        let broken = report.broken.count
        let words = [
            "\(Quantity.count(kept, "rule")) kept", "\(broken) broken", skipped > 0 ? "\(skipped) not looked at" : "",
        ]
        return style(
            broken > 0 ? .red : report.stopped.isEmpty ? .green : .dim,
            words.filter { !$0.isEmpty }.joined(separator: ", "))
    }

    private func count(of word: String) -> Int { report.findings.count { $0.outcome.word == word } }

    private static func text(_ finding: ContractFinding, _ style: TextStyle) -> String {
        let rule = "\(style(.bold, finding.rule.code)): \(finding.rule.title)"
        switch finding.outcome {
        case .kept: return "\(style(.green, "kept"))     \(rule)"
        case .skipped(let reason): return "\(style(.dim, "skipped"))  \(finding.rule.code): \(DisplayText.line(reason))"
        case .stopped: return "\(style(.dim, "stopped"))  \(rule)"
        case .broken(let what):
            let lines = ["\(style(.red, "broken"))   \(rule)", "         \(DisplayText.line(what))"]
            return (lines + shown(finding.transcript).map { style(.dim, "           \(DisplayText.line($0))") })
                .joined(separator: "\n")
        }
    }

    /// The end of a conversation, and always what Recua said last: a traceback is longer than all else.
    private static func shown(_ transcript: [String]) -> [String] {
        let end = transcript.suffix(12)
        guard let last = transcript.lastIndex(where: { $0.hasPrefix("host>") }), last < end.startIndex else {
            return Array(end)
        }
        return [transcript[last]] + (last + 1 < end.startIndex ? ["…"] : []) + end
    }

    var json: JSON {
        [
            "version": OutputVersion.current,
            "plugin": descriptor.map { ["name": .string($0.name), "version": .string($0.version)] } ?? .null,
            "sandboxed": .bool(isolation.isSandbox),
            "kept": .bool(report.broken.isEmpty && report.stopped.isEmpty),
            "rules": .array(report.findings.map(\.json)),
        ]
    }
}

extension ContractFinding.Outcome {
    fileprivate var word: String {
        switch self {
        case .kept: "kept"
        case .skipped: "skipped"
        case .broken: "broken"
        case .stopped: "stopped"
        }
    }

    fileprivate var detail: String? {
        switch self {
        case .kept, .stopped: nil
        case .skipped(let text), .broken(let text): text
        }
    }
}

extension ContractFinding {
    fileprivate var json: JSON {
        var json: JSON = [
            "code": .string(rule.code), "title": .string(rule.title), "prevents": .string(rule.prevents),
            "outcome": .string(outcome.word),
        ]
        if let detail = outcome.detail { json["detail"] = .string(detail) }
        if !transcript.isEmpty { json["transcript"] = .array(transcript.map { .string($0) }) }
        return json
    }
}
