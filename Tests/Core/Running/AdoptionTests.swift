import RecuaTestSupport
import Testing

@testable import RecuaCore

struct AdoptionTests {
    @Test(arguments: [false, true])
    func `after the ledger was lost everything is found again, and a run has nothing to do`(alone: Bool) async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a", "b"])
            let before = try bench.engine.snapshot()
            try bench.loseState(alone: alone)
            let history = bench.cloud.history
            _ = bench.calls.take()
            let result = try await bench.adopt(["a", "b"])
            #expect(
                result.words == ["adopted", "adopted", "adopted", "adopted"] + [
                    "adopted", "adopted", "adopted", "adopted",
                ])
            let ran = Set(bench.calls.take().filter { $0.hasPrefix("run ") })
            #expect(ran == ["run a/fetch", "run a/image", "run b/fetch", "run b/image"])
            let after = try bench.engine.snapshot()
            #expect(after.current.mapValues(\.artifact) == before.current.mapValues(\.artifact))
            #expect(after.current.mapValues(\.fingerprint) == before.current.mapValues(\.fingerprint))
            #expect(after.current.values.filter { !$0.isAdopted }.isEmpty)
            #expect(try bench.plan(["a", "b"]).isFresh)
            #expect(try await bench.up(["a", "b"]).isFresh)
            #expect(bench.cloud.history == history)
            try await bench.down(["a", "b"])
            #expect(bench.cloud.token(of: "a") == nil && bench.cloud.token(of: "b") == nil)
        }
    }

    @Test func `what the ledger knows stays as it is, and no run is recorded for it`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            let before = try (bench.engine.snapshot().current, bench.runs())
            #expect(try await bench.adopt().words == ["known", "known", "known", "known"])
            bench.sections["local"] = ["port": 9]
            #expect(try await bench.adopt().words == ["known", "known", "known", "known"])
            #expect(try bench.engine.snapshot().current == before.0)
            #expect(try bench.runs() == before.1)
        }
    }

    @Test func `what was made of something else is recorded as it is, and the next run replaces it`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState()
            bench.sections["local"] = ["port": 9]
            let result = try await bench.adopt()
            #expect(result.words == ["adopted", "adopted", "differs", "left"])
            let plan = try bench.plan()
            #expect(plan.stacks[0].steps[2].state == .stale([.drifted(Difference("the port was 9 and is 8080"))]))
            #expect(bench.cloud.history.count == 1)
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "done", "done"])
        }
    }

    @Test func `the scratch of a run that has the lock is left alone`() async throws {
        try await withBench { bench in
            try await bench.up()
            let scratch = "\(bench.project.stateFolder)/scratch"
            try Files.createFolder(scratch)
            let holder = try LockHolder(bench.project.lock)
            defer { holder.die() }
            await #expect(throws: Diagnostic.self) { try await bench.adopt() }
            #expect(Files.exists(scratch))
        }
    }

    @Test func `the steps of a stack are told in order, wherever they are`() {
        func step(_ stack: String, _ plugin: String) -> AdoptionResult.Step {
            .init(name: Event.StepName(stack: stack, plugin: plugin, kind: .model), outcome: .known)
        }
        var result = AdoptionResult(steps: [step("a", "1"), step("b", "1"), step("a", "2")], isRecorded: false)
        #expect(result.steps(of: "a").map(\.name.plugin) == ["1", "2"] && result.steps(of: "c").isEmpty)
        result.steps.removeFirst()
        #expect(result.steps(of: "a").map(\.name.plugin) == ["2"])
    }

    @Test func `a rehearsal writes nothing into the project`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState()
            #expect(try await bench.adopt(isRehearsal: true).words == ["adopted", "adopted", "adopted", "adopted"])
            #expect(!Files.exists(bench.project.stateFolder))
            try await bench.adopt()
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a deployment that is not in the manifest any more is recorded, so that it can be taken down`()
        async throws
    {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a", "old"])
            try bench.loseState()
            #expect(try await bench.adopt(["a"], isWhole: false).stacks == ["a"])
            try bench.loseState()
            let result = try await bench.adopt(["a"])
            #expect(result.stacks == ["a", "old"])
            #expect(result.words.last == "stray")
            #expect(try bench.engine.snapshot().stacks == ["a", "old"])
            #expect(try await bench.adopt(["a"]).words == ["known", "known", "known", "known", "known"])
            #expect(try await bench.down(["old"]).unfinished == [])
            #expect(bench.cloud.token(of: "old") == nil && bench.cloud.token(of: "a") != nil)
        }
    }

    @Test func `of two that claim to be one stack none is taken, unless one is what a run would make`() async throws {
        try await withBench { bench in
            try await bench.up()
            try bench.loseState()
            let (one, other): (JSON, JSON) = (["url": "http://one.test"], ["url": "http://other.test"])
            bench.local.onSurvey = { _ in
                [one, other].map { Finding(stack: "a", output: $0, by: "a") }
            }
            #expect(try await bench.adopt().words == ["adopted", "adopted", "conflict", "left"])
            #expect(try bench.engine.snapshot().current("a", "local") == nil)
            bench.local.onFind = { _ in .present(one) }
            #expect(try await bench.adopt().words == ["known", "known", "adopted", "conflict", "left"])
            #expect(try bench.engine.snapshot().current("a", "local")?.artifact == one)
            #expect(try await bench.adopt().words == ["known", "known", "known", "conflict", "left"])
        }
    }

    @Test func `those who follow it hear of each step once, as it is`() async throws {
        try await withBench { bench in
            try await bench.up()
            try bench.loseState()
            let (one, other): (JSON, JSON) = (["url": "http://one.test"], ["url": "http://other.test"])
            bench.local.onSurvey = { _ in [one, other].map { Finding(stack: "a", output: $0, by: "a") } }
            try await bench.adopt()
            #expect(bench.heard() == ["adopted", "adopted", "conflict of 2", "left"])
            #expect(bench.log.ending?.unfinished == ["a"])
            bench.local.onFind = { _ in .present(one) }
            try await bench.adopt()
            #expect(bench.heard() == ["known", "known", "conflict of 1, one recorded", "left"])
            let before = bench.log.all.count
            try await bench.adopt()
            #expect(bench.heard() == ["known", "known", "conflict of 1", "left"])
            let started = bench.log.all[before...].compactMap { event in
                if case .stepStarted(let name, _) = event { "\(name)" } else { nil }
            }
            #expect(started == ["a/smoke"], "of the others nobody was asked")
        }
    }

    @Test func `what nobody has followed is told at the end: strays, and the look that recorded nothing`()
        async throws
    {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a", "old"])
            try bench.loseState()
            try await bench.adopt(["a"])
            #expect(bench.log.ending?.outcomes(of: "old") == ["adopted"])
            try bench.loseState(alone: true)
            bench.local.onSurvey = { _ in throw Diagnostic("cloud.denied", "nobody may ask") }
            try await bench.adopt(["a"])
            #expect(bench.log.ending?.outcomes(of: "a") == ["adopted", "adopted", "failed cloud.denied", "left"])
            #expect(bench.log.ending?.unfinished == ["a"])
        }
    }

    @Test(arguments: [false, true])
    func `one that is cancelled ends with what was found, and the rest cancelled`(isRehearsal: Bool) async throws {
        try await withBench { bench in
            bench.limits = Limits(jobs: 1)
            bench.remember()
            try await bench.up(["a", "b"])
            try bench.loseState()
            let find = bench.local.onFind
            let (asked, signal) = AsyncStream.makeStream(of: Void.self)
            bench.local.onFind = { _ in
                signal.yield()
                try await Task.sleep(for: .seconds(3600))
                return .absent
            }
            await withTaskGroup(of: Void.self) { [bench] group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await bench.adopt(["a", "b"], isRehearsal: isRehearsal)
                    }
                }
                for await _ in asked { break }
                group.cancelAll()
            }
            guard case .runFinished(let ending) = bench.log.all.last else { throw Diagnostic("test", "it has no end") }
            #expect(ending.outcomes(of: "a") == ["adopted", "adopted", "cancelled", "cancelled"])
            #expect(ending.outcomes(of: "b") == ["cancelled", "cancelled", "cancelled", "cancelled"])
            #expect(ending.wasCancelled && ending.unfinished == ["a", "b"])
            bench.local.onFind = find
            #expect(try await bench.adopt(["a", "b"]).words.allSatisfy { $0 == "adopted" }, "nothing was recorded")
        }
    }

    @Test func `what cannot be made again leaves what stands on it recorded by its names`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState()
            bench.fetch.onRun = { step in
                #expect(step.host.isOffline)
                throw Diagnostic("fetch.offline", "the model is not on this machine")
            }
            let result = try await bench.adopt()
            #expect(result.words == ["left", "left", "differs", "left"])
            guard case .left(let problems) = result.steps[0].outcome else { return }
            #expect(problems.map(\.code) == ["fetch.offline"])
            try await bench.down()
            #expect(bench.cloud.token(of: "a") == nil)
        }
    }

    @Test func `nothing there is nothing found, and nothing is deployed`() async throws {
        try await withBench { bench in
            bench.remember()
            let result = try await bench.adopt()
            #expect(result.words == ["adopted", "adopted", "absent", "left"])
            #expect(bench.cloud.history == [])
        }
    }

    @Test func `a plugin that cannot ask fails its own steps, and no others`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState()
            bench.local.onSurvey = { _ in throw Diagnostic("cloud.denied", "nobody may ask") }
            let result = try await bench.adopt()
            #expect(result.words == ["adopted", "adopted", "failed", "left"])
            #expect(result.problems.map(\.code) == ["cloud.denied"])
            bench.local.onSurvey = { _ in [] }
            #expect(try await bench.adopt().words == ["known", "known", "adopted", "adopted"])
        }
    }

    @Test func `a target that no stack has is said not to have been asked`() async throws {
        try await withBench { bench in
            let whole = try await bench.adopt(["a"])
            let empty = try await bench.adopt([])
            let named = try await bench.adopt([], isWhole: false)
            #expect(whole.unasked == [] && empty.unasked == ["local"] && named.unasked == [])
        }
    }

    @Test func `what changes the world beside effects is not run: only what effects stand on is made again`()
        async throws
    {
        try await withBench { bench in
            bench.more = [
                FakePlugin(
                    PluginDescriptor(
                        name: "chat", version: "1", summary: "", sections: [.init("chat", .string)],
                        needs: [.deployment], provides: "message", work: .network), calls: bench.calls)
            ]
            bench.sections["chat"] = "hello"
            bench.remember()
            try await bench.up()
            try bench.loseState()
            _ = bench.calls.take()
            #expect(try await bench.adopt().words.last == "left")
            #expect(bench.ran().sorted() == ["fetch", "image"])
        }
    }
}

extension Bench {
    /// How the last run said that the steps of `a` ended; what it had told of them before is the same.
    fileprivate func heard() -> [String] {
        let told = log.all.compactMap {
            if case .stepFinished(let name, let result) = $0 { (name, result) } else { nil }
        }
        let ending = log.ending?.outcomes(of: "a") ?? []
        var result = RunResult(steps: told.suffix(ending.count).map(\.1), duration: .zero)
        result.steps.removeAll { $0.name.stack != "a" }
        return result.outcomes(of: "a") == ending ? ending : ["not as it was told"]
    }
}

extension EventLog {
    /// The end of the last run.
    fileprivate var ending: RunResult? {
        all.reversed().lazy.compactMap { if case .runFinished(let result) = $0 { result } else { nil } }.first
    }
}
