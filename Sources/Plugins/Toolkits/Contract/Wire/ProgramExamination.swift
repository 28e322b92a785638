public import RecuaCore
import RecuaRPC

/// Holds a program to the contract: what it says line by line, and what it does as a plugin.
public struct ProgramExamination: Sendable {
    /// What is started.
    public var program: WireProgram
    /// What it is started in; nothing, unless somebody says.
    public var confinement: any WireConfinement = Unconfined()
    /// True to run it as well, which really makes what it makes.
    public var runs = false
    /// How long its answers and its end are waited for.
    public var patience = WirePatience()
    /// The rules to look at; nil for all.
    public var codes: Set<String>?
    /// The file in which what goes between Recua and the program in use is written down, for who is told of a broken rule.
    public var trace: String?

    public init(_ program: WireProgram) { self.program = program }

    /// Starts the program and asks what it is.
    ///
    /// - Returns: that, or a report with the one rule that it breaks.
    public func greet() async -> Result<Greeted, ContractFailure> {
        // Which variables it may be given, it has not said yet.
        var stranger = program
        stranger.environment = PluginDescriptor.environment([], from: program.environment)
        let bench = WireBench(
            stranger, in: confinement, patience, description: [:], sample: .nothing, runs: false)
        do {
            let answer = Held<JSON>()
            try await bench.converse(greets: false) { session in
                answer.value = try await session.request("initialize", WireBench.greeting).get()
            }
            let greeted = Greeted(description: answer.value ?? .null)
            try demand(!greeted.name.isEmpty, "it does not say its name: \(greeted.description.text())")
            return .success(greeted)
        } catch {
            return .failure(ContractFailure(report: failed(error, bench.transcript)))
        }
    }

    /// The report on a program that does not say what it should of itself, or was not given the time to.
    public func failed(_ error: any Error, _ transcript: [String] = []) -> ContractReport {
        if Task.isCancelled {
            return ContractReport(Contract.rules.map { ContractFinding(rule: $0, outcome: .stopped) })
        }
        let first = WireTrial.conversations[0].rule
        var broken = ContractFinding(first, .failure(error))
        broken.transcript = transcript
        if transcript.isEmpty { broken = broken.told(by: trace) }
        return ContractReport(
            Contract.rules.map { rule in
                rule == first ? broken : ContractFinding(rule: rule, outcome: .skipped("it does not say what it is"))
            })
    }

    /// Holds the program to all rules.
    ///
    /// - Parameters:
    ///   - provider: the same program as Recua uses it.
    ///   - greeted: what ``greet()`` gave.
    public func examine(
        _ provider: any StepProvider, _ greeted: Greeted, _ sample: ContractSample
    ) async -> ContractReport {
        var report = await Contract.examine(provider, sample, runs: runs, only: codes, trace: trace)
        var program = program
        program.environment = PluginDescriptor.environment(greeted.variables, from: program.environment)
        let bench = WireBench(
            program, in: confinement, patience, description: greeted.description, sample: sample, runs: runs)
        for trial in Contract.wire where codes?.contains(trial.rule.code) ?? true {
            report.findings.append(await trial.finding(on: bench))
        }
        return report
    }
}
