import RecuaTestSupport
import Testing

@testable import RecuaCore

struct HistoryTests {
    @Test func `a run is told with who, what, why and how long`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            bench.sections["local"] = ["port": 1]
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "it is broken") }
            try await bench.up(["a", "b"])
            let runs = try #require(try bench.engine.reading { try $0.summaries(limit: 9, stacks: 1) })
            #expect(runs.map(\.run.id) == [2, 1] && runs.map(\.run.outcome) == [.failed, .succeeded])
            let run = runs[0]
            #expect(run.run.command == "recua up" && run.run.author == .current && run.run.duration != nil)
            #expect(Set(run.stacks) == ["a", "b"] && run.failedCount == 2 && run.counts == [.failed: 2])
            // Side by side, either may be the first.
            let first = try #require(run.stacks.first)
            #expect(run.steps.map(\.stack) == [first], "only the first stack is told one by one")
            #expect(run.steps[0].error == "it is broken" && run.steps[0].log == "logs/2/\(first)/local.log")
            #expect(run.steps[0].reasons.contains { $0.contains("local.port") }, "\(run.steps[0].reasons)")
            let whole = try #require(try bench.engine.reading { try $0.summary(of: 1) } ?? nil)
            #expect(whole.stepCount == whole.steps.count && whole.stepCount == 8)
            #expect(whole.steps.allSatisfy { $0.status == .done && $0.duration != nil && $0.artifact != nil })
        }
    }

    @Test func `of many stacks those that did not end well are told first, the others as far as there is room`()
        async throws
    {
        try await withBench { bench in
            bench.limits = Limits(jobs: 1)
            bench.local.onRun = { step in
                if ["c", "e"].contains(step.stack.name) { throw Diagnostic("local.broken", "it is broken") }
                return BenchPlugins.deployment(step)
            }
            try await bench.up(["a", "b", "c", "d", "e"])
            func told(_ count: Int) throws -> [String] {
                let runs = try bench.engine.reading { try $0.summaries(limit: 1, stacks: count) } ?? []
                #expect(runs.first?.stacks == ["a", "b", "c", "d", "e"])
                return runs.flatMap(\.steps).map(\.stack).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
            }
            let (one, three, all) = (try told(1), try told(3), try told(9))
            #expect(one == ["c"] && three == ["a", "c", "e"] && all == ["a", "b", "c", "d", "e"])
        }
    }

    @Test func `what a run took down is told of it, and of no other`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            try await bench.down(["b"])
            let runs = try #require(try bench.engine.reading { try $0.summaries(limit: 9, stacks: 9) })
            #expect(runs[0].removed.map(\.stack) == ["b"] && runs[0].steps.isEmpty)
            #expect(runs[1].removed.isEmpty && runs[1].counts == [.done: 7, .destroyed: 1])
        }
    }

    @Test func `what was left alone is not told as removed, nor a try of it, and counts no more since then`()
        async throws
    {
        try await withBench { bench in
            let named = Digest(of: "a file")
            bench.local.onRun = { _ in ["url": "http://a.test", "weights": .string(named.hex)] }
            try await bench.up()
            bench.sections["local"] = ["port": 1]
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "it is broken") }
            try await bench.up()
            bench.local.onDestroy = { _, _ in throw LeftAlone("it is in `/other`") }
            try await bench.down()
            let runs = try #require(try bench.engine.reading { try $0.summaries(limit: 9, stacks: 9) })
            #expect(runs.map(\.removed.count) == [0, 0, 0] && runs.map(\.failedCount) == [0, 1, 0])
            #expect(runs.flatMap(\.steps).allSatisfy { $0.destroyed == nil && $0.status != .destroyed })
            #expect(try bench.engine.snapshot().attempts.isEmpty)
            let names = try Ledger.namedFiles(in: bench.project.ledger)
            #expect(try #require(names.past[named]) >= #require(Timestamp.nanoseconds(runs[0].run.started)))
        }
    }

    @Test func `what failed has failed after it was taken down too, and is taken down once`() async throws {
        try await withBench { bench in
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "it is broken") }
            try await bench.up(["a"])
            try await bench.up(["a"])
            try await bench.down(["a"])
            let runs = try #require(try bench.engine.reading { try $0.summaries(limit: 9, stacks: 9) })
            #expect(runs.map(\.removed.count) == [1, 0, 0] && runs.map(\.failedCount) == [0, 1, 1])
            #expect(runs[1].steps.map(\.ending) == [.failed] && runs[1].steps[0].destroyed != nil)
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `what was cancelled was cancelled after it was taken down too`() async throws {
        try await withBench { bench in
            bench.local.onRun = { _ in throw CancellationError() }
            try await bench.up(["a"])
            try await bench.down(["a"])
            let runs = try #require(try bench.engine.reading { try $0.summaries(limit: 9, stacks: 9) })
            #expect(runs[1].steps.last?.ending == .cancelled && runs[1].counts[.cancelled] == 1)
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `a stack's steps are told over time, the newest first`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            try await bench.up(["a"], asked: [.report])
            let steps = try #require(try bench.engine.reading { try $0.steps(of: "a", limit: 3) })
            #expect(steps.map(\.run) == [2, 1, 1] && steps[0].plugin == "smoke" && steps[0].reasons == ["asked for"])
            #expect(try bench.engine.reading { try $0.stackNames() } == ["a", "b"])
            #expect(try bench.engine.reading { try $0.lastRun() } == 2)
        }
    }

    @Test func `without a ledger there is no history, and nothing is made`() async throws {
        try await withBench { bench in
            #expect(try bench.engine.reading { try $0.lastRun() } == nil)
            #expect(!Files.exists(bench.project.stateFolder))
            try await bench.up()
            #expect(try bench.engine.reading { try $0.summary(of: 7) } == .some(nil))
        }
    }

    @Test(arguments: [
        "3026-11-27T04:10:21.123Z", "1026-11-27T04:10:21.123Z", "2026-99-27T04:10:21.123Z", "2262-04-27T04:10:21.123Z",
        "2026-1-27T04:10:21.12345Z", "99999999999-1-1-1-1-1-1Z",
    ]) func `digits that are no time, or one too far away, are none`(text: String) {
        #expect(Timestamp.seconds(text) == nil)
        #expect(Timestamp.duration(from: text, to: text) == nil)
        #expect(ProjectLock.Holder(command: "c", since: text).text(now: Timestamp.now()).contains(text))
    }

    @Test func `times are read as they were written`() {
        let now = Timestamp.now()
        #expect(Timestamp.seconds(now).map(Timestamp.text) == now)
        #expect(Timestamp.seconds("2026-11-27T04:10:21.123Z") == 1_795_752_621.123)
        for text in ["", "2026-11-27", "2026-11-27T04:10:21.123+01:00", "2026-11-27T04:10:21Z"] {
            #expect(Timestamp.seconds(text) == nil)
        }
        #expect(
            Timestamp.duration(from: "2026-11-27T04:10:21.500Z", to: "2026-11-27T04:11:00.000Z")
                == .milliseconds(38_500))
        #expect(Timestamp.duration(from: "2026-11-27T04:10:21.500Z", to: "2026-11-27T04:10:21.000Z") == nil)
    }
}
