import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What a `down` leaves that was cut off or failed, and who goes on from there.
struct RemovalTests {
    @Test func `that an effect is being undone is on record before it is, and no more when it has ended`() async throws
    {
        try await withUp { bench in
            let notes = Notes()
            bench.local.onDestroy = { [bench] _, _ in
                let removal = try #require(try bench.history("local").first)
                notes.note("\(removal.status) \(removal.isRemoval) \(removal.run)")
            }
            try await bench.down()
            #expect(notes.all == ["begun true 2"])
            #expect(try bench.history("local").map(\.status) == [.destroyed])
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `what a dead down had taken down is looked for and made anew`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: true)
            #expect(try local(bench.plan()) == .stale([.removing]))
            #expect(try bench.plan().stacks[0].steps[3].state == .waiting(on: "local"))
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "done", "fresh"])
            #expect(bench.calls.take() == ["observe a/local", "run a/local"])
            #expect(bench.words == ["create", "remove", "create"])
            #expect(try bench.plan().isFresh)
            #expect(try bench.runs() == [.succeeded, .failed, .succeeded])
        }
    }

    @Test func `what a dead down had not yet taken down is looked for and kept`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: false)
            let seen = Notes()
            bench.local.onObserve = { [cloud = bench.cloud] artifact, step in
                seen.note("\(artifact == nil)")
                return cloud.token(of: "a") == step.token ? .present(BenchPlugins.deployment(step)) : .absent
            }
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "adopted", "fresh"])
            #expect(bench.calls.take() == ["observe a/local"] && seen.all == ["true"])
            #expect(bench.words == ["create"])
            #expect(try bench.plan().isFresh)
            let history = try bench.history("local")
            #expect(history.map(\.status) == [.done, .begun, .done] && history.map(\.run) == [3, 2, 1])
            #expect(Set(history.map(\.token)).count == 1)
        }
    }

    @Test func `who does not look for what is there is not believed that it is`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: true)
            // What a plugin says that has no `observe`.
            bench.local.onObserve = { artifact, _ in artifact.map { .present($0) } ?? .absent }
            #expect(try await bench.up().outcomes(of: "a")[2] == "done")
            #expect(bench.words == ["create", "remove", "create"])
        }
    }

    @Test func `what a dead down left half is mended`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: false)
            bench.local.onObserve = { _, step in
                .drifted(BenchPlugins.deployment(step), detail: "half of it is gone")
            }
            #expect(try await bench.up().outcomes(of: "a")[2] == "done")
            #expect(bench.calls.take() == ["observe a/local", "run a/local"])
        }
    }

    @Test func `what an edit has overtaken since is not looked for`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: false)
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            #expect(bench.calls.take().first == "run a/local")
        }
    }

    @Test(arguments: [true, false])
    func `a down that fails leaves its error, and what is left is looked at`(isGone: Bool) async throws {
        try await withUp { bench in
            let destroy = bench.local.onDestroy
            bench.local.onDestroy = { artifact, step in
                if isGone { try await destroy(artifact, step) }
                throw Diagnostic("local.net", "the network went away")
            }
            #expect(try await bench.down().outcomes(of: "a") == ["failed local.net"])
            let removal = try #require(try bench.history("local").first)
            #expect(removal.isRemoval && removal.status == .failed && removal.error == "the network went away")
            #expect(removal.run == 2 && removal.ended != nil)
            #expect(try local(bench.plan()) == .stale([.removing]))
            bench.seeWorld()
            _ = bench.calls.take()
            #expect(try await bench.up().outcomes(of: "a")[2] == (isGone ? "done" : "adopted"))
            #expect(bench.calls.take() == ["observe a/local"] + (isGone ? ["run a/local"] : []))
            #expect(bench.words == (isGone ? ["create", "remove", "create"] : ["create"]))
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a down that is cancelled leaves a mark`() async throws {
        try await withUp { bench async throws in
            bench.local.onDestroy = { _, _ in throw CancellationError() }
            #expect(try await bench.down().outcomes(of: "a") == ["cancelled"])
            #expect(try bench.history("local").first?.status == .cancelled)
            #expect(try local(bench.plan()) == .stale([.removing]))
            #expect(try bench.runs().first == .cancelled)
        }
    }

    @Test func `the next down goes on, and undoes it once`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: true)
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            #expect(bench.calls.take() == ["destroy a/local"])
            #expect(try bench.engine.snapshot().standingStacks == [])
            #expect(try await bench.down().steps.isEmpty)
            #expect(try bench.history("local").map(\.status) == [.destroyed, .destroyed])
            #expect(try local(bench.plan()) == .stale([.neverRun]))
        }
    }

    @Test func `a failed try and the result that stands are both taken down by who goes on`() async throws {
        try await withUp { bench in
            let run = bench.local.onRun
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "half way") }
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            bench.local.onRun = run
            let tokens = try bench.history("local").map(\.token)
            try await downKilled(&bench, isGone: false)
            let seen = Notes()
            bench.local.onDestroy = { artifact, step in seen.note("\(step.token) \(artifact == nil)") }
            try await bench.down()
            #expect(seen.all == ["\(tokens[0]) true", "\(tokens[1]) false"])
            #expect(try bench.engine.snapshot().attempts.isEmpty)
        }
    }

    @Test func `what a dead down had not taken down of a failed try is taken down by the next one`() async throws {
        try await withBench { bench in
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "half way") }
            try await bench.up()
            try await downKilled(&bench, isGone: false)
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            #expect(bench.calls.take() == ["destroy a/local"])
            #expect(try bench.engine.snapshot().standingStacks == [])
        }
    }

    @Test func `what a failed try may have left is not taken for whole, whoever began to take it down`() async throws {
        try await withBench { bench in
            let run = bench.local.onRun
            bench.local.onRun = { step in
                _ = try await run(step)
                throw Diagnostic("local.broken", "half way")
            }
            try await bench.up()
            try await downKilled(&bench, isGone: false)
            bench.local.onRun = run
            bench.local.onObserve = { _, step in .present(BenchPlugins.deployment(step)) }
            #expect(try local(bench.plan()) == .stale([.removing]))
            try await bench.up()
            #expect(bench.calls.take() == ["run a/local", "run a/smoke"])
        }
    }

    @Test func `a try that failed to bring back what a down left is not taken for whole after two that were killed`()
        async throws
    {
        try await withUp { bench in
            let (run, destroy) = (bench.local.onRun, bench.local.onDestroy)
            bench.local.onDestroy = { _, _ in throw Diagnostic("local.net", "the network went away") }
            try await bench.down()
            bench.local.onDestroy = destroy
            bench.local.onObserve = { _, _ in .absent }
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "half way") }
            try await bench.up()
            for _ in 0..<2 { try await downKilled(&bench, isGone: false) }
            #expect(Set(try bench.history("local").map(\.token)).count == 1)
            bench.local.onRun = run
            bench.local.onObserve = { _, step in .present(BenchPlugins.deployment(step)) }
            try await bench.up()
            #expect(bench.calls.take().first == "run a/local")
        }
    }

    @Test func `who cannot be asked to take it down leaves no mark`() async throws {
        try await withUp { bench async throws in
            bench.local.descriptor.name = "other"
            #expect(try await bench.down().outcomes(of: "a") == ["failed plan.no-plugin"])
            bench.local.descriptor.name = "local"
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `what is being taken down is left alone by a look at the world and by adopt`() async throws {
        try await withUp { bench in
            bench.local.onDestroy = { _, _ in throw Diagnostic("local.net", "the network went away") }
            try await bench.down()
            _ = bench.calls.take()
            let options = Engine.Options(command: "recua plan", limits: bench.limits)
            let plan = try await bench.engine.refreshedPlan(
                [bench.stack()], goal: .everything, options: options, events: bench.log.stream)
            #expect(local(plan) == .stale([.removing]) && bench.calls.take() == [])
            let scope = Engine.AdoptionScope(stacks: [bench.stack()], declared: ["a"], isWhole: true)
            let result = try await bench.engine.adopt(scope, options: options, events: bench.log.stream)
            #expect(result.steps.allSatisfy { $0.name.plugin != "local" || $0.outcome.recorded == nil })
            #expect(try local(bench.plan()) == .stale([.removing]))
        }
    }

    @Test func `the past of a down that was cut off is kept as long as it counts`() async throws {
        try await withUp { bench in
            try await downKilled(&bench, isGone: true)
            let ledger = try Ledger.write(bench.project.ledger, project: bench.project.name)
            defer { try? ledger.close() }
            for _ in 0..<3 {
                let run = try ledger.beginRun(command: "", by: .current, at: "2020-01-01T00:00:00Z")
                try ledger.endRun(run, .succeeded, at: "2020-01-01T00:00:00Z")
            }
            _ = try ledger.forget(Retention(runs: 1, days: 0), at: Timestamp.now())
            #expect(try ledger.snapshot().attempt("a", "local")?.isRemoval == true)
        }
    }

    /// A bench with a deployment that stands.
    private func withUp(_ body: (inout Bench) async throws -> Void) async throws {
        try await withBench { bench in
            try await bench.up()
            _ = bench.calls.take()
            try await body(&bench)
        }
    }

    /// A `down` that is killed while its plugin works.
    private func downKilled(_ bench: inout Bench, isGone: Bool) async throws {
        let wreck = Wreck(bench)
        let destroy = bench.local.onDestroy
        bench.local.onDestroy = { artifact, step in
            if isGone { try await destroy(artifact, step) }
            try wreck.keep()
        }
        try await bench.down()
        try wreck.restore()
        bench.local.onDestroy = destroy
        bench.seeWorld()
        _ = bench.calls.take()
    }

    private func local(_ plan: Plan) -> Plan.State { plan.stacks[0].steps[2].state }
}

extension Bench {
    /// What the cloud says of a deployment.
    fileprivate mutating func seeWorld() {
        local.onObserve = { [cloud] _, step in
            cloud.token(of: step.stack.name) == step.token ? .present(BenchPlugins.deployment(step)) : .absent
        }
    }

    /// What the cloud went through.
    fileprivate var words: [String] { cloud.history.map { String($0.prefix { $0 != " " }) } }
}
