import RecuaCore

/// A rule for every plugin, and how it is looked at.
struct ProviderTrial: Sendable {
    let rule: ContractRule
    /// Throws ``Breach`` when the plugin breaks the rule, ``Unconcerned`` when it does not concern it.
    let examine: @Sendable (ProviderSubject) async throws -> Void

    init(
        _ code: String, _ title: String, on scope: ContractRule.Scope = .plugin, prevents: String,
        examine: @escaping @Sendable (ProviderSubject) async throws -> Void
    ) {
        rule = ContractRule(code, scope, title, prevents: prevents)
        self.examine = examine
    }

    func finding(of subject: ProviderSubject) async -> ContractFinding {
        do {
            try Task.checkCancellation()
            try await examine(subject)
            return ContractFinding(rule, .success(()))
        } catch {
            return ContractFinding(rule, .failure(error))
        }
    }
}
