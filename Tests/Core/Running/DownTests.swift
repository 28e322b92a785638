import RecuaTestSupport
import Testing

@testable import RecuaCore

struct DownTests {
    /// A bench whose stacks also have a name in a directory, an effect on top of the deployment.
    private func withDirectory(_ body: (inout Bench) async throws -> Void) async throws {
        try await withBench { bench in
            bench.more = [
                FakePlugin(
                    PluginDescriptor(
                        name: "dns", version: "1", summary: "", sections: [.init("dns", .any)], needs: [.deployment],
                        provides: "record",
                        work: .effect
                    ), calls: bench.calls
                )
            ]
            bench.sections["dns"] = "a.test"
            try await bench.up(["a", "b"])
            _ = bench.calls.take()
            try await body(&bench)
        }
    }

    @Test func `effects go before what they stand on, and a second down does nothing`() async throws {
        try await withDirectory { bench in
            #expect(try await bench.down().outcomes(of: "a") == ["removed", "removed"])
            #expect(bench.calls.take() == ["destroy a/dns", "destroy a/local"])
            #expect(bench.cloud.token(of: "a") == nil && bench.cloud.token(of: "b") != nil)
            #expect(try await bench.down().steps.isEmpty)
            #expect(bench.calls.take() == [])
            #expect(try bench.engine.snapshot().current("a", "smoke") == nil)
            #expect(try bench.engine.snapshot().current("a", "image") != nil)
            try await bench.up(["a", "b"])
            #expect(Set(bench.ran()) == ["local", "smoke", "dns"])
        }
    }

    @Test func `the order is that of needs, also when the lower one was run last`() async throws {
        try await withDirectory { bench in
            // The deployment comes out the same, so what stands on it does not run again.
            bench.sections["local"] = ["port": 9]
            try await bench.up(["a"])
            #expect(bench.ran() == ["local"])
            try await bench.down()
            #expect(bench.calls.take() == ["destroy a/dns", "destroy a/local"])
        }
    }

    @Test func `a stack is taken down by what the ledger says, with its settings of then`() async throws {
        try await withDirectory { bench async throws in
            bench.sections = [:]
            let seen = Notes()
            bench.local.onDestroy = { artifact, step in
                seen.note("\(step.sections.text()) \(artifact?["url"]?.string ?? "")")
            }
            #expect(try await bench.down(["a", "unknown"]).unfinished == [])
            #expect(seen.all == [#"{"local":{"port":8080}} http://a.test"#])
        }
    }

    @Test func `what is another project's is forgotten, and nobody says that it was removed`() async throws {
        try await withDirectory { bench in
            bench.local.onDestroy = { _, _ in throw LeftAlone("it is in `/other`") }
            let result = try await bench.down()
            #expect(result.outcomes(of: "a") == ["removed", "forgotten, since it is in `/other`"])
            #expect(result.isWhole && result.succeeded == ["a"] && result.leftAlone == ["a"])
            #expect(try bench.engine.snapshot().standingStacks == ["b"])
            let run = try #require(try bench.engine.reading { try $0.summaries(limit: 1, stacks: 1) }?.first)
            #expect(run.removed.map(\.plugin) == ["dns"] && run.run.outcome == .succeeded)
            #expect(try await bench.down().steps.isEmpty)
            try await bench.up()
            #expect(Set(bench.ran()) == ["local", "smoke", "dns"])
        }
    }

    @Test func `after a failure the rest of that stack stays and other stacks go`() async throws {
        try await withDirectory { bench in
            bench.more[0].onDestroy = { _, step in
                if step.stack.name == "a" { throw Diagnostic("dns.busy", "busy") }
            }
            let result = try await bench.down(["a", "b"])
            #expect(result.outcomes(of: "a") == ["failed dns.busy", "blocked by dns"])
            #expect(result.succeeded == ["b"])
            #expect(bench.cloud.token(of: "a") != nil && bench.cloud.token(of: "b") == nil)
            #expect(try bench.runs().first == .failed)
            bench.more[0].onDestroy = { _, _ in }
            #expect(try await bench.down(["a", "b"]).outcomes(of: "a") == ["removed", "removed"])
        }
    }

    @Test func `failing fast takes down nothing more after the first failure, and lets what runs end`() async throws {
        try await withDirectory { bench in
            bench.more[0].onDestroy = { _, _ in throw Diagnostic("dns.busy", "busy") }
            bench.limits = Limits(jobs: 1)
            let before = bench.log.all.count
            let result = try await bench.down(["a", "b"], failsFast: true)
            #expect(result.outcomes(of: "a") == ["failed dns.busy", "blocked by dns"])
            #expect(result.outcomes(of: "b") == ["blocked by a/dns", "blocked by a/dns"])
            #expect(bench.calls.take() == ["destroy a/dns"] && bench.cloud.token(of: "b") != nil)
            #expect(try bench.runs().first == .failed)
            let told = bench.log.all.dropFirst(before).compactMap {
                if case .stepFinished(let name, _) = $0 { "\(name)" } else { nil }
            }
            #expect(told == ["a/dns", "a/local"])
        }
    }

    @Test func `failing fast lets the stacks beside the one that failed come no further than their step`() async throws
    {
        try await withDirectory { bench in
            let failed = AsyncStream.makeStream(of: Void.self)
            bench.more[0].onDestroy = { _, step in
                guard step.stack.name == "b" else { throw Diagnostic("dns.busy", "busy") }
                for await _ in failed.stream { break }
            }
            let heard = EventStream([
                { event in if case .stepFinished(let name, _) = event, name.stack == "a" { failed.continuation.yield() }
                }
            ])
            let options = Engine.Options(command: "recua down", failsFast: true)
            let result = try await bench.engine.down(["a", "b"], options: options, events: heard)
            #expect(result.outcomes(of: "b") == ["removed", "blocked by a/dns"])
        }
    }

    @Test func `of what nobody began when the run was cancelled no event says that it did`() async throws {
        try await withDirectory { bench in
            bench.limits = Limits(jobs: 1)
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            bench.more[0].onDestroy = { _, _ in
                signal.yield()
                try await Task.sleep(for: .seconds(3600))
            }
            let before = bench.log.all.count
            let result = try await withThrowingTaskGroup(of: RunResult.self) { [bench] group in
                group.addTask { try await bench.down(["a", "b"]) }
                for await _ in started { break }
                group.cancelAll()
                return try await group.next()
            }
            #expect(result?.outcomes(of: "a") == ["cancelled", "blocked by dns"])
            #expect(result?.outcomes(of: "b") == ["cancelled", "cancelled"])
            let begun = bench.log.all.dropFirst(before).compactMap {
                if case .stepStarted(let name, _) = $0 { "\(name)" } else { nil }
            }
            #expect(begun == ["a/dns"])
        }
    }

    @Test func `what a failed or interrupted try may have left is taken down too`() async throws {
        try await withBench { bench in
            let local = bench.local.onRun
            bench.local.onRun = { step in
                _ = try await local(step)
                throw Diagnostic("local.broken", "half way")
            }
            try await bench.up()
            _ = bench.calls.take()
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            #expect(bench.cloud.token(of: "a") == nil)
            #expect(try bench.history("local").map(\.status) == [.failed], "it failed, whatever was done later")
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `a later try is taken down besides the result that stands`() async throws {
        try await withBench { bench in
            try await bench.up()
            let tokens = Notes()
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "half way") }
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            bench.local.onDestroy = { artifact, step in tokens.note("\(step.token) \(artifact == nil)") }
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            let history = try bench.history("local")
            #expect(tokens.all == ["\(history[0].token) true", "\(history[1].token) false"])
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `a plugin that is not in use any more is named, with the way out`() async throws {
        try await withDirectory { bench async throws in
            bench.more = []
            let problem = try #require(try await bench.down().problems.first)
            #expect(problem.code == "plan.no-plugin" && problem.message.contains("`dns`"))
        }
    }

    @Test func `no more stacks are taken down at once than the limit for effects says`() async throws {
        try await withBench { bench in
            let names = (0..<6).map { "s\($0)" }
            try await bench.up(names)
            let meeting = Meeting(of: 2)
            bench.limits = Limits(jobs: 2)
            bench.local.onDestroy = { _, _ in await meeting.attend() }
            #expect(try await bench.down(names).succeeded == names)
            #expect(await meeting.peak == 2)
        }
    }
}
