public import RecuaCore

extension SamplePlugin {
    public func run(_ step: Step<SampleSections, Needs<SampleInput>>) async throws -> SampleOutput {
        var output = SampleOutput(word: step.input.values.word, token: step.token)
        output.variables = step.host.environment.filter { $0.key.hasPrefix("SAMPLE_") || $0.key == "LC_ALL" }
        output.memory = step.sections.function?.memory
        if !step.failures.isEmpty { output.rumours = step.failures.values.map(Self.rumour) }
        switch step.sections.sample?.deed ?? .answer {
        case .answer: step.host.log("answering \(step.stack.name)", level: .notice)
        case .print:
            for number in 1...(step.sections.sample?.count ?? 1) { print("{\"id\": \(number)} and more") }
            // What the host says is not to be had either.
            if let line = readLine() { output.word = line }
        case .fail: throw Self.failure
        case .failTwice: throw Diagnostics([Self.failure, Diagnostic("sample.second", "and this as well")])
        case .failWithOutput: throw try FailedOutput(output, Self.failure)
        case .lackCredentials: throw Self.lack
        case .break: throw Broken()
        case .wait: try await wait(step)
        case .trap: fatalError("this plugin has come to its end")
        case .save: output.word = try save(step)
        case .diagnose: step.host.diagnose(Diagnostic("sample.odd", "it is odd", pointer: "/sample/deed"))
        case .file: output.file = try step.host.store.add(Array("made by \(step.stack.name)".utf8))
        }
        // Its digest, since the value itself belongs into no artifact.
        output.secret = try step.sections.sample?.token.map { Digest(of: try step.host.resolve($0)) }
        return output
    }

    public func observe(
        _ output: SampleOutput?, _ step: Step<SampleSections, NoInput>
    ) async throws -> Observation<SampleOutput> {
        guard let output else { return .present(SampleOutput(word: "left", token: step.token)) }
        guard step.sections.sample?.deed != .fail else { throw Self.failure }
        if output.word == "gone" { return .absent }
        let differences = [
            Difference("word", recorded: output.word, found: "other"), Difference("its roof is missing"),
        ]
        return output.word == "old" ? .drifted(SampleOutput(word: "other", token: ""), differences) : .present(output)
    }

    public func find(_ step: Step<SampleSections, Needs<SampleInput>>) async throws -> Observation<SampleOutput> {
        .present(SampleOutput(word: step.input.values.word, token: step.fingerprint?.short ?? "none"))
    }

    public func destroy(_ output: SampleOutput?, _ step: Step<SampleSections, NoInput>) async throws {
        if step.sections.sample?.deed == .fail { throw Self.failure }
        step.host.log("\(output?.word ?? "nothing") is gone", level: .warning)
    }

    /// Goes on from where the last try was, and fails until it has been there twice.
    private func save(_ step: Step<SampleSections, Needs<SampleInput>>) throws -> String {
        let place = step.checkpoint?["place"]?.integer ?? 0
        guard place < 2 else { return "done at \(place)" }
        try step.host.checkpoint(["place": .integer(place + 1)])
        throw Diagnostic("sample.interrupted", "interrupted at \(place)")
    }

    /// Says that it waits, and does until it is cancelled.
    private func wait(_ step: Step<SampleSections, Needs<SampleInput>>) async throws {
        step.host.progress("waiting", done: 1, total: 2, unit: .steps)
        try await Task.sleep(for: .seconds(3600))
    }

    private static let failure = Diagnostic(
        "sample.refused", "the sample refuses `deed`", pointer: "/sample/deed", help: "write `deed: answer`")

    private static func rumour(of failure: StepFailure) -> String {
        let problems = failure.problems.map { ([$0.message] + $0.notes).joined(separator: ": ") }
        return ([failure.step] + problems + [failure.artifact?.text()].compactMap(\.self)).joined(separator: ": ")
    }

    private static var lack: Diagnostic {
        var lack = Diagnostic("sample.credentials", "nobody is signed in")
        lack.isOfCredentials = true
        return lack
    }

    private struct Broken: Error, CustomStringConvertible { let description = "no diagnostic at all" }
}
