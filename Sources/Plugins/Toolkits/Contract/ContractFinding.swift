/// What became of one rule.
public struct ContractFinding: Sendable, Hashable {
    /// Whether a rule is kept, and if not, why.
    public enum Outcome: Sendable, Hashable {
        case kept
        /// Not looked at, and why.
        case skipped(String)
        /// What the plugin did instead.
        case broken(String)
        /// Not looked at, or not to its end: the examination was cancelled.
        case stopped
    }

    /// What was looked at.
    public let rule: ContractRule
    /// What it came to.
    public let outcome: Outcome
    /// What was said until then, a line each, when a broken rule is one of a conversation.
    public var transcript: [String] = []

    /// True when the plugin does not keep the rule.
    public var isBroken: Bool { if case .broken = outcome { true } else { false } }
}

extension ContractFinding: CustomStringConvertible {
    public var description: String {
        switch outcome {
        case .kept: "kept     \(rule.code): \(rule.title)"
        case .skipped(let reason): "skipped  \(rule.code): \(reason)"
        case .stopped: "stopped  \(rule.code): \(rule.title)"
        case .broken(let what):
            (["broken   \(rule.code): \(rule.title): \(what)"] + transcript.map { "           \($0)" })
                .joined(separator: "\n")
        }
    }
}
