import RecuaCore

/// A rule for the lines that a program speaks, and how it is looked at.
struct WireTrial: Sendable {
    let rule: ContractRule
    /// Throws ``Breach`` when the program breaks the rule, ``Unconcerned`` when it does not concern it.
    let examine: @Sendable (WireBench) async throws -> Void

    init(
        _ code: String, _ title: String, prevents: String, examine: @escaping @Sendable (WireBench) async throws -> Void
    ) {
        rule = ContractRule(code, .wire, title, prevents: prevents)
        self.examine = examine
    }

    func finding(on bench: WireBench) async -> ContractFinding {
        do {
            try Task.checkCancellation()
            try await examine(bench)
            return ContractFinding(rule, .success(()))
        } catch {
            var finding = ContractFinding(rule, .failure(error))
            if finding.isBroken { finding.transcript = bench.transcript }
            return finding
        }
    }
}
