/// What a plugin was found to keep of what Recua expects, in the order of the table of rules.
public struct ContractReport: Sendable, Hashable {
    public var findings: [ContractFinding]

    public init(_ findings: [ContractFinding]) { self.findings = findings }

    /// The rules that the plugin breaks: none, of a good one.
    public var broken: [ContractFinding] { findings.filter(\.isBroken) }
}

extension ContractReport: CustomStringConvertible {
    public var description: String { findings.map(\.description).joined(separator: "\n") }
}
