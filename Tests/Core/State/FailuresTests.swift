import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

/// What the ledger tells of steps that failed.
@Suite struct FailuresTests {
    private func failures(_ bench: Bench) throws -> [LedgerSnapshot.Key: StepRecord] {
        try bench.engine.reading { try $0.failures() } ?? [:]
    }

    /// The steps of all stacks whose failures count.
    private func counting(_ bench: Bench) throws -> [String] {
        let snapshot = try bench.engine.snapshot()
        return try failures(bench).values.filter(snapshot.counts).map { "\($0.stack)/\($0.plugin)" }.sorted()
    }

    @Test func `the last try of each step of every stack is told, unless it ended well`() async throws {
        try await withBench { bench in
            bench.smoke.onRun = { step in
                if step.stack.name == "a" { throw Diagnostic("smoke.failed", "no answer") }
                return FakePlugin.echo(step)
            }
            try await bench.up(["a", "b"])
            try await bench.up(["a", "b"])
            let failures = try failures(bench)
            #expect(failures.keys.map(\.stack) == ["a"])
            #expect(failures.values.first?.run == 2 && failures.values.first?.error == "no answer")
            bench.smoke.onRun = { FakePlugin.echo($0) }
            try await bench.up(["a", "b"])
            #expect(try self.failures(bench).isEmpty)
        }
    }

    @Test func `a failure counts no more when an older result stands again`() async throws {
        try await withBench { bench in
            try await bench.up()
            let sections = bench.sections
            bench.sections["smoke"] = [["ask": "what?"]]
            let smoke = bench.smoke
            bench.smoke.onRun = { _ in throw Diagnostic("smoke.failed", "no answer") }
            try await bench.up()
            bench.sections = sections
            bench.smoke = smoke
            #expect(try bench.plan().isFresh)
            #expect(try counting(bench) == [])
        }
    }

    @Test func `it counts where what stands was made of something that has been replaced`() async throws {
        try await withBench { bench in
            try await bench.up()
            let smoke = bench.smoke
            bench.smoke.onRun = { _ in throw Diagnostic("smoke.failed", "no answer") }
            bench.sections["server"] = ["context": 9]
            try await bench.up()
            #expect(try bench.engine.snapshot().current("a", "smoke") != nil)
            #expect(try counting(bench) == ["a/smoke"])
            bench.sections["server"] = nil
            try await bench.up(goal: .kind(.deployment))
            bench.smoke = smoke
            #expect(try bench.plan().isFresh, "the deployment is again the one that was tested")
            #expect(try counting(bench) == [])
        }
    }

    @Test func `it counts where the same was tried again and failed`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.smoke.onRun = { _ in throw Diagnostic("smoke.failed", "no answer") }
            try await bench.up(asked: [.report])
            #expect(try counting(bench) == ["a/smoke"])
        }
    }

    @Test func `a plan asks for failures once, and only where something is to run that never ended well`() async throws
    {
        try await withBench { bench in
            let alarm = PluginDescriptor(
                name: "alarm", version: "1", summary: "", sections: [], needs: [.deployment],
                takesFailed: [.deployment], standsBy: .deployment, provides: "alarm", isAlways: true)
            bench.more = [FakePlugin(alarm, calls: bench.calls)]
            try await bench.up(["a", "b"])
            let asked = Mutex(0)
            let ask: () throws -> [LedgerSnapshot.Key: StepRecord] = {
                asked.withLock { $0 += 1 }
                return [:]
            }
            let fresh = try bench.plan(["a", "b"])
            #expect(fresh.isFresh && fresh.stacks[0].steps.contains { $0.state == .standby(for: .deployment) })
            _ = try fresh.recalling(ask)
            #expect(asked.withLock { $0 } == 0)
            _ = try bench.plan(["a", "c", "d"]).recalling(ask)
            #expect(asked.withLock { $0 } == 1)
        }
    }
}
