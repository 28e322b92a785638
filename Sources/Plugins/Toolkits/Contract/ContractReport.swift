/// What a plugin was found to keep of what Recua expects, in the order of the table of rules.
public struct ContractReport: Sendable, Hashable {
    /// One for each rule that was wanted.
    public var findings: [ContractFinding]

    public init(_ findings: [ContractFinding]) { self.findings = findings }

    /// The rules that the plugin breaks: none, of a good one.
    public var broken: [ContractFinding] { findings.filter(\.isBroken) }

    /// The rules of which nothing is known, since the examination was cancelled.
    public var stopped: [ContractFinding] { findings.filter { $0.outcome == .stopped } }
}

extension ContractReport: CustomStringConvertible {
    public var description: String { findings.map(\.description).joined(separator: "\n") }
}
