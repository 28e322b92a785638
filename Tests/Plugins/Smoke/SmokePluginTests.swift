import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaSmoke

struct SmokePluginTests {
    @Test func `while offline only what is on this machine is tested`() async throws {
        func report(_ url: String) async throws -> Report {
            try await withScratchFolder { folder in
                let deployment = Deployment(
                    target: "local", url: url, auth: .none, isStreaming: true, modelName: Llama.modelName,
                    imageDigest: Digest(of: "image")
                )
                let cases: JSON = [["chat": "Capital?"]]
                let step = Step(
                    stack: .testing(folder: folder), sections: SmokePlugin.Sections(smoke: try cases.decode()),
                    input: Needs<Deployment>(deployment), token: "t",
                    host: try .testing(folder: folder, isOffline: true)
                )
                return try await SmokePlugin().run(step)
            }
        }
        try await withModelServer(Llama.replying("It is Paris.")) { server in
            let found = try await report(server.url)
            #expect(found.passed)
        }
        let error = await #expect(throws: Diagnostic.self) { try await report("http://models.test") }
        #expect(error?.code == "run.offline")
    }

    @Test func `a report that passed is found again under its fingerprint, and one that failed is not`() async throws {
        try await withScratchFolder { folder in
            func step(_ url: String, _ expected: String) throws -> Step<SmokePlugin.Sections, Needs<Deployment>> {
                let deployment = Deployment(
                    target: "local", url: url, auth: .none, isStreaming: true, modelName: Llama.modelName,
                    imageDigest: Digest(of: "image"))
                let cases: JSON = [["chat": "Capital?", "expect": ["contains": .string(expected)]]]
                return Step(
                    stack: .testing(folder: folder), sections: SmokePlugin.Sections(smoke: try cases.decode()),
                    input: Needs<Deployment>(deployment), token: "", fingerprint: Digest(of: expected),
                    host: try .testing(folder: folder))
            }
            let (plugin, url) = (SmokePlugin(), "http://127.0.0.1:9")
            guard case .absent = try await plugin.find(step(url, "Paris")) else { Issue.record("found"); return }
            try await withModelServer(Llama.replying("It is Paris.")) { server in
                let report = try await plugin.run(step(server.url, "Paris"))
                guard case .present(report) = try await plugin.find(step(server.url, "Paris")) else {
                    Issue.record("not found")
                    return
                }
                await #expect(throws: FailedOutput.self) { try await plugin.run(step(server.url, "Rome")) }
            }
            guard case .absent = try await plugin.find(step(url, "Rome")) else { Issue.record("found"); return }
            guard case .absent = try await plugin.find(step(url, "London")) else { Issue.record("found"); return }
        }
    }

    /// Runs the plugin's step against `url` and gives what it kept in its folder, too.
    private func run(
        _ cases: String, at url: String, messages: StepMessages = StepMessages(),
        _ judge: (Result<Report, any Error>, _ kept: Report) throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let host = try StepHost.testing(folder: folder, environment: ["KEY": "hush-hush"], messages: messages)
            let deployment = Deployment(
                target: "local", url: url, auth: .none, isStreaming: true, modelName: Llama.modelName,
                imageDigest: Digest(of: "image")
            )
            let sections = SmokePlugin.Sections(smoke: try JSON(parsing: cases).decode(SmokeSection.self))
            let step = Step(
                stack: .testing(folder: folder, name: "chat"), sections: sections, input: Needs<Deployment>(deployment),
                token: "t", host: host
            )
            let result: Result<Report, any Error>
            do { result = .success(try await SmokePlugin().run(step)) } catch { result = .failure(error) }
            let kept = try JSON(parsing: Files.read("\(host.folder)/\(SmokePlugin.reportFile)")).decode(Report.self)
            try judge(result, kept)
        }
    }

    @Test func `a report is given and kept, and each case is told`() async throws {
        let messages = StepMessages()
        try await withModelServer(Llama.replying("It is Paris.")) { server in
            try await run(#"[{"chat": "Capital?", "name": "capital"}]"#, at: server.url, messages: messages) {
                result, kept in
                let report = try result.get()
                #expect(report == kept)
                #expect(kept.passed)
            }
        }
        #expect(messages.all.contains(.progress(phase: "case", done: 3, total: 3, unit: .items)))
        #expect(messages.log.contains { $0.hasPrefix("capital: ok in ") && $0.hasSuffix("31.5 tokens a second") })
    }

    @Test func `a failed case fails the step, says what was found, and keeps the whole report`() async throws {
        let cases =
            #"[{"chat": "Capital?", "name": "capital", "expect": {"contains": "Rome"}}, {"completion": "Once"}]"#
        try await withModelServer(Llama.replying("It is Paris.")) { server in
            try await run(cases, at: server.url) { result, kept in
                let failed = #expect(throws: FailedOutput.self) { try result.get() }
                let error = failed?.problems.first
                #expect(error?.code == "smoke.failed" && failed?.problems.count == 1)
                #expect(error?.message == "1 of 4 cases failed")
                #expect(
                    error?.related.map(\.message) == [
                        "capital: expected the answer to contain `Rome`, found `It is Paris.`"
                    ])
                #expect(kept.cases.map(\.passed) == [true, true, false, true])
                let shown = try failed?.artifact.decode(Report.self)
                #expect(shown == kept)
            }
        }
    }

    @Test func `what a server echoes of a secret is not kept`() async throws {
        let cases =
            #"[{"request": {"path": "/echo", "headers": {"X-Key": "${env:KEY}"}}, "expect": {"contains": "nothing"}}]"#
        let echo: @Sendable (Received) -> Reply = { request in
            request.path == "/echo" ? .text("key \(request.headers["x-key"] ?? "")") : Llama.replying("")(request)
        }
        try await withModelServer(echo) { server in
            try await run(cases, at: server.url) { result, kept in
                let error = #expect(throws: FailedOutput.self) { try result.get() }
                #expect(error.map { "\($0) \($0.artifact.text())".contains("hush-hush") } == false)
                #expect(kept.cases.last?.answer == "key •••")
            }
        }
    }
}
