import Glibc
import RecuaCore

/// What came of running a plugin: twice when it is pure, then looked for and taken down when it is an effect.
struct ProviderRun: Sendable {
    typealias Seen = Result<String, Diagnostic>

    let first: Result<JSON, any Error>
    var second: Result<JSON, any Error>?
    var observedAfterRun: Seen?
    var destroyed: [Result<Void, any Error>] = []
    var observedAfterDestroying: Seen?

    /// Runs the plugin in folders of its own, looks at the rules, and removes the folders.
    static func examine(_ subject: ProviderSubject, _ trials: [ProviderTrial]) async -> [ContractFinding] {
        do {
            let folder = try temporaryFolder()
            defer { try? Files.remove(folder) }
            var subject = subject
            subject.run = try await run(subject, in: folder)
            var findings: [ContractFinding] = []
            for trial in trials { findings.append(await trial.finding(of: subject)) }
            return findings
        } catch {
            return trials.map { ContractFinding($0.rule, .failure(error)) }
        }
    }

    static func text(_ seen: Seen) -> String {
        switch seen {
        case .success(let state): state
        case .failure(let error): ErrorText.of(error)
        }
    }

    static func temporaryFolder() throws -> String {
        try Files.temporaryFolder("recua-contract", in: getenv("TMPDIR").map { String(cString: $0) })
    }

    private static func run(_ subject: ProviderSubject, in folder: String) async throws -> ProviderRun {
        let (provider, step) = (subject.provider, try step(subject, in: folder, scratch: "scratch"))
        var run = ProviderRun(first: await attempt { try await provider.run(step) })
        guard case .success(let artifact) = run.first else {
            // What a failed run may have left is taken down as well.
            if subject.isEffect { _ = await takeDown(provider, nil, step) }
            return run
        }
        guard subject.isEffect else {
            let again = try Self.step(subject, in: folder, scratch: "again")
            run.second = await attempt { try await provider.run(again) }
            return run
        }
        run.observedAfterRun = await observe(provider, artifact, step)
        for _ in 1...2 { run.destroyed.append(await takeDown(provider, artifact, step)) }
        run.observedAfterDestroying = await observe(provider, artifact, step)
        return run
    }

    private static func observe(
        _ provider: any StepProvider, _ artifact: JSON, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) async -> Seen {
        let seen = await attempt { try await provider.observe(artifact, step) }
        return seen.map { observation in
            switch observation {
            case .present: "present"
            case .absent: "absent"
            case .drifted(_, let differences): "drifted: \(differences.map(\.description).joined(separator: ", "))"
            }
        }.mapError { Diagnostics.from($0)[0] }
    }

    /// No child task: when the examination is cancelled, what was made must go all the same.
    private static func takeDown(
        _ provider: any StepProvider, _ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) async -> Result<Void, any Error> {
        await Task { await attempt { try await provider.destroy(artifact, step) } }.value
    }

    private static func attempt<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func step(
        _ subject: ProviderSubject, in folder: String, scratch: String
    ) throws -> Step<JSON, [ArtifactKind: JSON]> {
        for name in ["store", "stack", scratch] { try Files.createFolder("\(folder)/\(name)") }
        let sample = subject.sample
        let host = StepHost(
            store: Store(root: "\(folder)/store"), folder: "\(folder)/stack", scratch: "\(folder)/\(scratch)",
            environment: PluginDescriptor.environment(subject.declared, from: sample.environment),
            executable: "/proc/self/exe",
            secrets: SecretResolver(environment: sample.environment, folder: sample.stack.folder), report: { _ in })
        return Step(
            stack: sample.stack, sections: sample.sections, input: sample.inputs, token: "contract-\(getpid())",
            host: host)
    }
}
