import RecuaTestSupport
import Testing

@testable import RecuaCore

struct EngineTests {
    @Test func `the first run does everything in order, the second nothing at all`() async throws {
        try await withBench { bench in
            let first = try await bench.up(["a", "b"])
            #expect(first.succeeded == ["a", "b"] && first.unfinished == [])
            #expect(
                bench.calls.take().filter { $0.contains(" a/") } == [
                    "run a/fetch", "run a/image", "run a/local", "run a/smoke",
                ])
            let before = try bench.traces()
            let events = bench.log.all.count
            let second = try await bench.up(["a", "b"])
            #expect(
                second.steps.count == 8
                    && second.steps.allSatisfy { if case .fresh = $0.outcome { true } else { false } })
            #expect(bench.calls.all == [])
            #expect(bench.log.all.count == events)
            #expect(try bench.traces() == before)
            #expect(second.artifact(.deployment, of: "b") == first.artifact(.deployment, of: "b"))
        }
    }

    @Test func `a plan alone leaves no trace, not even the folder of its state`() async throws {
        try await withBench { bench async throws in
            #expect(try bench.plan().isFresh == false)
            #expect(try bench.engine.snapshot().stacks == [])
            #expect(try await bench.down().steps.isEmpty)
            #expect(try Files.list(bench.folder.path) == [])
        }
    }

    @Test func `a failing stack stops no other, and what needed the failed step is reported as not run`() async throws {
        try await withBench { bench in
            bench.image.onRun = { step in
                if step.stack.name == "a" { throw Diagnostic("image.broken", "no", pointer: "/model/weights") }
                return FakePlugin.echo(step)
            }
            let result = try await bench.up(["a", "b"])
            #expect(result.succeeded == ["b"] && result.unfinished == ["a"] && !result.wasCancelled)
            #expect(
                result.outcomes(of: "a") == ["done", "failed image.broken", "blocked by image", "blocked by image"])
            #expect(result.problems.first?.place == .testing)
            #expect(bench.log.finished == Set(result.steps.map(\.name)))
            bench.image.onRun = { FakePlugin.echo($0) }
            _ = bench.calls.take()
            #expect(try await bench.up(["a", "b"]).unfinished == [])
            #expect(bench.ran() == ["image", "local", "smoke"])
            #expect(try bench.runs() == [.succeeded, .failed])
        }
    }

    @Test func `failing fast starts nothing more, and is a failure, not a cancellation`() async throws {
        try await withBench { bench in
            bench.limits = Limits(jobs: 1)
            bench.fetch.onRun = { _ in throw Diagnostic("fetch.broken", "no") }
            let result = try await bench.up(["a", "b"], failsFast: true)
            #expect(bench.ran() == ["fetch"])
            #expect(result.outcomes(of: "b") == Array(repeating: "blocked by a/fetch", count: 4))
            #expect(!result.wasCancelled)
            #expect(try bench.runs() == [.failed])
        }
    }

    @Test func `what is up to date is so too where a failure has stopped the run before it`() async throws {
        try await withBench { bench in
            try await bench.up(["b"])
            bench.limits = Limits(jobs: 1)
            bench.fetch.onRun = { _ in throw Diagnostic("fetch.broken", "no") }
            let result = try await bench.up(["a", "b", "c"], failsFast: true)
            #expect(result.outcomes(of: "b") == Array(repeating: "fresh", count: 4))
            #expect(result.artifact(.deployment, of: "b")?["url"] == "http://b.test")
            #expect(result.succeeded == ["b"] && result.unfinished == ["a", "c"])
        }
    }

    @Test func `an error of any type fails the step under the plugin's name`() async throws {
        struct Odd: Error {}
        try await withBench { bench async throws in
            bench.fetch.onRun = { _ in throw Odd() }
            #expect(try await bench.up().problems.map(\.code) == ["fetch.failed"])
        }
    }

    @Test func `cancelling keeps what had finished and starts nothing new`() async throws {
        try await withBench { bench in
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            bench.image.onRun = { _ in
                signal.yield()
                try await Task.sleep(for: .seconds(3600))
                return .null
            }
            let result = try await withThrowingTaskGroup(of: RunResult.self) { [bench] group in
                group.addTask { try await bench.up() }
                for await _ in started { break }
                group.cancelAll()
                return try await group.next()
            }
            #expect(result?.outcomes(of: "a") == ["done", "cancelled", "blocked by image", "blocked by image"])
            #expect(result?.wasCancelled == true)
            #expect(try bench.runs() == [.cancelled])
            #expect(bench.ran() == ["fetch", "image"])
            bench.image.onRun = { FakePlugin.echo($0) }
            try await bench.up()
            #expect(bench.ran() == ["image", "local", "smoke"])
        }
    }

    @Test func `no more steps of a class run at once than its limit says`() async throws {
        try await withBench { bench async throws in
            let meeting = Meeting(of: 3)
            bench.limits = Limits(network: 3, compute: 1, effect: 2)
            let compute = Meeting(of: 1)
            let effect = Meeting(of: 2)
            bench.fetch.onRun = { step in
                await meeting.attend()
                return try BenchPlugins.model(step)
            }
            bench.image.onRun = { step in
                await compute.attend()
                return FakePlugin.echo(step)
            }
            bench.local.onRun = { step in
                await effect.attend()
                return BenchPlugins.deployment(step)
            }
            let names = (0..<6).map { "s\($0)" }
            #expect(try await bench.up(names, goal: .kind(.deployment)).unfinished == [])
            #expect(await [meeting.peak, compute.peak, effect.peak] == [3, 1, 2])
        }
    }

    @Test func `a thousand steps of two hundred stacks all run, and in the plan's order with one worker`() async throws
    {
        try await withBench { bench async throws in
            bench.limits = Limits(jobs: 1)
            bench.more = [
                FakePlugin(
                    PluginDescriptor(
                        name: "note", version: "1", summary: "", sections: [.init("note", .any)], needs: [.report],
                        provides: "note",
                        work: .compute
                    ), calls: bench.calls
                )
            ]
            bench.sections["note"] = "x"
            let names = (0..<200).map { "s\($0)" }
            #expect(try await bench.up(names).succeeded == names)
            let steps = ["fetch", "image", "local", "smoke", "note"]
            #expect(bench.ran() == names.flatMap { name in steps.map { "\(name)/\($0)" } })
            #expect(try bench.plan(names).isFresh)
        }
    }

    @Test func `progress is thinned out, and its first and last reports arrive`() async throws {
        try await withBench { bench in
            bench.fetch.onRun = { step in
                for done in 0...5000 { step.host.progress("download", done: Int64(done), total: 5000) }
                return try BenchPlugins.model(step)
            }
            try await bench.up(goal: .kind(.model))
            let progress = bench.log.all.compactMap {
                if case .stepProgress(_, _, let done, _, _) = $0 { done } else { nil }
            }
            #expect(progress.first == 0 && progress.last == 5000 && progress.count < 5000)
        }
    }

    @Test func `a step has folders of its own, and its scratch folder is gone afterwards`() async throws {
        try await withBench { bench in
            bench.image.onRun = { step in
                try Files.write("x", to: "\(step.host.scratch)/file")
                try Files.write("x", to: "\(step.host.folder)/file")
                return ["scratch": .string(step.host.scratch)]
            }
            let result = try await bench.up(goal: .kind(.image))
            let scratch = try #require(result.artifact(.image, of: "a")?["scratch"]?.string)
            #expect(!Files.exists(scratch))
            #expect(Files.exists("\(bench.project.folder(stack: "a", plugin: "image"))/file"))
        }
    }

    @Test func `a success that fails when it is asked for again no longer stands`() async throws {
        try await withBench { bench in
            try await bench.up()
            let smoke = bench.smoke.onRun
            bench.smoke.onRun = { _ in throw Diagnostic("smoke.failed", "it does not answer") }
            try await bench.up(asked: [.report])
            bench.smoke.onRun = smoke
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "fresh", "done"])
        }
    }

    @Test func `stacks that do not fit together are reported all at once, before anything runs`() async throws {
        try await withBench { bench async throws in
            bench.sections = [:]
            #expect(await bench.refusal(["a", "b"]).map(\.code) == ["plan.no-provider", "plan.no-provider"])
            #expect(try Files.list(bench.folder.path) == [])
        }
    }
}
