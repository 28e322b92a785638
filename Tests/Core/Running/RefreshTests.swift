import Glibc
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

struct RefreshTests {
    @Test func `nothing is asked of the world without a refresh`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.local.onObserve = { _, _ in .absent }
            _ = bench.calls.take()
            #expect(try bench.plan().isFresh)
            #expect(bench.calls.take() == [])
        }
    }

    @Test func `a refreshed plan asks for effects and for what says that it can vanish, and for nothing else`()
        async throws
    {
        try await withBench { bench in
            bench.template.descriptor.isObserved = true
            bench.local.descriptor.needs = [.template, .image]
            try await bench.up()
            _ = bench.calls.take()
            #expect(try await bench.refreshedPlan().isFresh)
            #expect(bench.calls.take().sorted() == ["observe a/local", "observe a/template"])
        }
    }

    @Test func `what is gone is made again, and what stands on it follows`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            try bench.cloud.remove("a")
            bench.local.onObserve = bench.seen
            let plan = try await bench.refreshedPlan(["a", "b"])
            #expect(plan.stacks[0].steps[2].state == .stale([.lost("its deployment is gone")]))
            #expect(plan.stacks[1].isFresh)
            _ = bench.calls.take()
            let result = try await bench.refreshedUp(["a", "b"])
            #expect(result.outcomes(of: "a") == ["fresh", "fresh", "done", "fresh"])
            #expect(result.outcomes(of: "b") == ["fresh", "fresh", "fresh", "fresh"])
            #expect(bench.ran() == ["local"])
            #expect(bench.cloud.token(of: "a") != nil)
            #expect(try await bench.refreshedPlan(["a", "b"]).isFresh)
        }
    }

    @Test func `a deployment whose process is gone is told once`() async throws {
        try await withBench { bench in
            let gone = Deployment.Process(pid: getpid(), started: 1, boot: "an earlier boot")
            bench.local.onRun = { _ in ["url": "http://a.test", "process": try JSON(encoding: gone)] }
            try await bench.up()
            bench.local.onObserve = { _, _ in .absent }
            let plan = try await bench.refreshedPlan()
            #expect(plan.stacks[0].steps[2].state == .stale([.lost("its process \(getpid()) is gone")]))
        }
    }

    @Test func `what was changed by hand is shown, from what to what, and brought back`() async throws {
        try await withBench { bench in
            try await bench.up()
            let isMended = Mutex(false)
            let (memory, rest) = (Difference("memory", recorded: "2048", found: "512"), Difference("its tags are gone"))
            bench.local.onObserve = { artifact, _ in
                isMended.withLock { $0 } ? .present(artifact ?? .null) : .drifted(artifact ?? .null, [memory, rest])
            }
            let plan = try await bench.refreshedPlan()
            #expect(plan.stacks[0].steps[2].state == .stale([.drifted(memory), .drifted(rest)]))
            #expect("\(Plan.Reason.drifted(memory))" == "memory was 2048 and is 512")
            #expect(plan.stacks[0].steps[3].state == .waiting(on: "local"))
            let run = bench.local.onRun
            bench.local.onRun = { step in
                isMended.withLock { $0 = true }
                return try await run(step)
            }
            #expect(try await bench.refreshedUp().outcomes(of: "a") == ["fresh", "fresh", "done", "fresh"])
            #expect(try await bench.refreshedUp().outcomes(of: "a") == ["fresh", "fresh", "fresh", "fresh"])
        }
    }

    @Test func `what cannot be asked is said of every step, and nothing is run on a guess`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            bench.local.onObserve = { _, step in
                throw Diagnostic("cloud.denied", "\(step.stack.name) is nobody's business")
            }
            _ = bench.calls.take()
            let problems = await #expect(throws: Diagnostics.self) { try await bench.refreshedUp(["a", "b"]) }
            #expect(
                problems?.all.map(\.message) == [
                    "a/local could not be looked at: a is nobody's business",
                    "b/local could not be looked at: b is nobody's business",
                ])
            #expect(bench.ran() == [])
        }
    }

    @Test func `a look leaves alone what a step that runs has in its folders`() async throws {
        try await withBench { bench in
            try await bench.up()
            let scratch = "\(bench.project.stateFolder)/scratch/a/local/half"
            try Files.write("half", to: scratch)
            try Files.remove("\(bench.project.stateFolder)/stacks/a")
            _ = try await bench.refreshedPlan()
            #expect(Files.exists(scratch))
            #expect(!Files.exists("\(bench.project.stateFolder)/stacks/a"))
        }
    }

    @Test func `no more is asked at once than the limit says`() async throws {
        try await withBench { bench in
            bench.limits = Limits(jobs: 2)
            let names = (0..<6).map { "s\($0)" }
            try await bench.up(names)
            let counts = Mutex((now: 0, most: 0))
            bench.local.onObserve = { artifact, _ in
                counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                for _ in 0..<100 { await Task.yield() }
                counts.withLock { $0.now -= 1 }
                return .present(artifact ?? .null)
            }
            #expect(try await bench.refreshedPlan(names).isFresh)
            #expect((1...2).contains(counts.withLock { $0.most }))
        }
    }
}

extension Bench {
    fileprivate var refreshing: Engine.Options {
        Engine.Options(command: "recua up --refresh", limits: limits, refreshes: true)
    }

    fileprivate func refreshedPlan(_ names: [String] = ["a"]) async throws -> Plan {
        try await engine.refreshedPlan(
            names.map { stack($0) }, goal: .everything, options: refreshing, events: log.stream)
    }

    fileprivate func refreshedUp(_ names: [String] = ["a"]) async throws -> RunResult {
        try await engine.run(names.map { stack($0) }, goal: .everything, options: refreshing, events: log.stream)
    }

    /// What the cloud says of a deployment.
    fileprivate var seen: @Sendable (JSON?, FakePlugin.Running) async throws -> Observation<JSON> {
        { [cloud] artifact, step in cloud.token(of: step.stack.name) == nil ? .absent : .present(artifact ?? .null) }
    }
}
