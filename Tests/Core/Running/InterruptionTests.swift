import RecuaTestSupport
import Testing

@testable import RecuaCore

struct InterruptionTests {
    @Test func `a run killed after the effect adopts it: nothing done is done again`() async throws {
        try await withBench { bench in
            _ = try await killedAfterEffect(&bench)
            let token = try #require(bench.cloud.token(of: "a"))
            bench.local.onObserve = { [cloud = bench.cloud] artifact, step in
                #expect(artifact == nil)
                return cloud.token(of: step.stack.name) == step.token
                    ? .present(BenchPlugins.deployment(step)) : .absent
            }
            _ = bench.calls.take()
            let plan = try bench.plan()
            #expect(plan.stacks[0].steps.map(\.state)[2] == .stale([.interrupted]))
            let result = try await bench.up()
            #expect(result.outcomes(of: "a") == ["fresh", "fresh", "adopted", "done"])
            #expect(bench.calls.take() == ["observe a/local", "run a/smoke"])
            #expect(bench.cloud.history == ["create a \(token)"])
            #expect(try bench.plan().isFresh)
            #expect(try bench.runs() == [.succeeded, .failed])
        }
    }

    @Test func `a run killed before the effect redoes it under the same token`() async throws {
        try await withBench { bench in
            let wreck = Wreck(bench)
            let local = bench.local.onRun
            bench.local.onRun = { step in
                try wreck.keep()
                return try await local(step)
            }
            try await bench.up()
            let token = try #require(bench.cloud.token(of: "a"))
            try bench.cloud.remove("a")
            try wreck.restore()
            _ = bench.calls.take()
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "done", "done"])
            #expect(bench.calls.take() == ["observe a/local", "run a/local", "run a/smoke"])
            #expect(bench.cloud.token(of: "a") == token)
        }
    }

    @Test func `what an edit has overtaken is not adopted`() async throws {
        try await withBench { bench in
            _ = try await killedAfterEffect(&bench)
            bench.sections["local"] = ["port": 9]
            _ = bench.calls.take()
            try await bench.up()
            #expect(bench.calls.take() == ["run a/local", "run a/smoke"])
            #expect(Set(bench.cloud.history).count == 1)
        }
    }

    @Test func `after two crashes with an edit between them the first one's work is not taken for the second's`()
        async throws
    {
        try await withBench { bench in
            let wreck = try await killedAfterEffect(&bench)
            let local = bench.local.onRun
            bench.sections["local"] = ["port": 9]
            bench.local.onRun = { step in
                try wreck.keep()
                return try await local(step)
            }
            try await bench.up()
            try wreck.restore()
            bench.local.onRun = local
            _ = bench.calls.take()
            try await bench.up()
            #expect(bench.calls.take() == ["run a/local", "run a/smoke"])
        }
    }

    @Test func `a run killed between the steps goes on where it was`() async throws {
        try await withBench { bench in
            let wreck = Wreck(bench)
            bench.image.onRun = { step in
                try wreck.keep()
                return FakePlugin.echo(step)
            }
            try await bench.up()
            try wreck.restore()
            try bench.cloud.remove("a")
            _ = bench.ran()
            try await bench.up()
            #expect(bench.ran() == ["image", "local", "smoke"])
        }
    }

    @Test func `a run killed as it made the ledger begins anew`() async throws {
        try await withBench { bench in
            try bench.folder.write("", to: ".recua/ledger.db")
            #expect(try bench.engine.snapshot().stacks == [])
            #expect(try await bench.up().succeeded == ["a"])
        }
    }

    @Test func `a failed effect keeps its error and its token`() async throws {
        try await withBench { bench in
            let local = bench.local.onRun
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "the cloud is full") }
            #expect(try await bench.up().outcomes(of: "a")[2...] == ["failed local.broken", "blocked by local"])
            let failed = try #require(bench.history("local").first)
            #expect(
                failed.status == .failed && failed.error == "the cloud is full" && failed.ended != nil
                    && failed.artifact == nil)
            #expect(try bench.plan().stacks[0].steps[2].state == .stale([.unfinished]))
            bench.local.onRun = local
            try await bench.up()
            #expect(bench.cloud.token(of: "a") == failed.token)
            #expect(!bench.calls.all.contains("observe a/local"))
        }
    }

    @Test func `after a failed change the old settings are not taken for what stands`() async throws {
        try await withBench { bench in
            try await bench.up()
            let local = bench.local.onRun
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "half way") }
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            bench.local.onRun = local
            bench.sections["local"] = [:]
            #expect(try bench.plan().stacks[0].steps[2].state == .stale([.unfinished]))
            _ = bench.ran()
            try await bench.up()
            #expect(bench.ran() == ["local"])
            #expect(try bench.plan().isFresh)
        }
    }

    /// A first run as a kill leaves it between its effect and the ledger's word of that.
    private func killedAfterEffect(_ bench: inout Bench) async throws -> Wreck {
        let wreck = Wreck(bench)
        let local = bench.local.onRun
        bench.local.onRun = { step in
            let artifact = try await local(step)
            try wreck.keep()
            return artifact
        }
        try await bench.up()
        try wreck.restore()
        bench.local.onRun = local
        return wreck
    }
}
