public import RecuaCore

/// What Recua expects of a plugin, as a table of rules, and who looks whether a plugin keeps them.
///
/// A plugin in Swift is held to it in its own tests:
///
/// ```swift
/// @Test func `it keeps the contract of plugins`() async throws {
///     let provider = GreetPlugin().provider
///     let sample = try ContractSample(of: provider.descriptor, sections: ["greet": ["name": "Ada"]])
///     let report = await Contract.examine(provider, sample, runs: true)
///     #expect(report.broken.isEmpty, "\(report)")
/// }
/// ```
///
/// `recua plugin check` holds programs to the same rules, and to those of the lines they speak.
public enum Contract {
    /// All rules, in the order in which they are looked at.
    public static let rules: [ContractRule] = plugin.map(\.rule) + run.map(\.rule) + wire.map(\.rule)

    static let plugin: [ProviderTrial] = ProviderTrial.descriptions + ProviderTrial.answers
    static let run: [ProviderTrial] = ProviderTrial.runs
    static let wire: [WireTrial] = WireTrial.conversations + WireTrial.endings + WireTrial.whole

    /// Holds a plugin to the rules that concern every plugin.
    ///
    /// - Parameters:
    ///   - runs: true to run it as well, which really makes what it makes; what an effect made is taken down again.
    ///   - codes: the rules to look at; nil for all.
    public static func examine(
        _ provider: any StepProvider, _ sample: ContractSample, runs: Bool = false, only codes: Set<String>? = nil
    ) async -> ContractReport {
        await examine(provider, sample, runs: runs, only: codes, trace: nil)
    }

    /// - Parameter trace: the file in which what is said to the plugin is written down, if it is a program.
    static func examine(
        _ provider: any StepProvider, _ sample: ContractSample, runs: Bool, only codes: Set<String>?, trace: String?
    ) async -> ContractReport {
        let wanted = { (trial: ProviderTrial) in codes?.contains(trial.rule.code) ?? true }
        let subject = ProviderSubject(provider: provider, sample: sample)
        var findings: [ContractFinding] = []
        for trial in plugin where wanted(trial) { findings.append(await trial.finding(of: subject).told(by: trace)) }
        let rest = run.filter(wanted)
        if runs, !rest.isEmpty {
            findings += await ProviderRun.examine(subject, rest).map { $0.told(by: trace) }
        } else {
            findings += rest.map { ContractFinding(rule: $0.rule, outcome: .skipped("it was not run")) }
        }
        return ContractReport(findings)
    }
}
