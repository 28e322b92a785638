import RecuaContract
import RecuaCore
import RecuaTestSupport
import Testing

/// What is shown beside a rule that is broken.
@Suite struct RuleConversationTests {
    private static func report(_ body: String, only code: String) async throws -> [String] {
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            trial.trace = folder.path("trace.jsonl")
            let report = try await trial.report(body, only: [code])
            let broken = try #require(report.broken.first, "\(report)")
            #expect(broken.rule.code == code && report.broken.count == 1, "\(report)")
            return broken.transcript
        }
    }

    @Test func `a broken rule of check shows the check, and nothing of a run`() async throws {
        let said = try await Self.report(
            "def check(id, params): fail(id, 'no idea')", only: "check.understands")
        #expect(said.count { $0.contains(#""method":"initialize""#) } == 1, "\(said)")
        #expect(said.contains { $0.hasPrefix("host>   ") && $0.contains(#""method":"check""#) })
        #expect(said.last?.hasPrefix("plugin> ") == true && said.last?.contains("no idea") == true, "\(said)")
    }

    @Test func `a broken rule of a run shows its own process, until the run has ended`() async throws {
        let said = try await Self.report(
            "def run(id, params): fail(id, 'no luck')", only: "run.artifact")
        #expect(said.count { $0.contains(#""method":"initialize""#) } == 1, "\(said)")
        #expect(
            said.contains { $0.contains(#""method":"run""#) } && !said.contains { $0.contains(#""method":"check""#) })
        #expect(!said.contains { $0.contains(#""method":"destroy""#) }, "\(said)")
    }

    @Test func `what is found after taking down is shown with the last question, not the first`() async throws {
        let said = try await Self.report(
            "def observe(id, params): answer(id, {'state': 'present'})", only: "observe.absent")
        #expect(said.contains { $0.contains(#""method":"destroy""#) }, "\(said)")
        #expect(said.last?.contains("present") == true, "\(said)")
    }

    @Test func `a program that answers with no message is said to, with what it wrote`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("#!/bin/sh\necho 'Starting up'\n", to: "noisy", mode: 0o755)
            let report = try await Trial(folder: folder).report([path], runs: false)
            let told = "it ended before it answered `initialize` (id 1); it wrote what is no message: `Starting up`"
            #expect(report.broken.map(\.outcome) == [.broken(told)], "\(report)")
        }
    }
}
