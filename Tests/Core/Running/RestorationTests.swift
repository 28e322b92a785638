import RecuaTestSupport
import Testing

@testable import RecuaCore

/// A backup is older than what was lost: what it says of effects may not be so any more.
struct RestorationTests {
    @Test func `after a restore a run looks whether what stands by the backup still does, and makes what is gone`()
        async throws
    {
        try await withBench { bench in
            bench.local.onObserve = bench.found
            try await bench.up(["a", "b"])
            let tokens = ["a", "b"].map { bench.cloud.token(of: $0) }
            let backup = try #require(bench.engine.ledgerBackups.first)
            try await bench.down(["b"])
            try bench.lose(allBut: backup)
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.stacks == ["a", "b"])
            #expect(try bench.engine.checkLedger())
            let plan = try bench.plan(["a", "b"])
            #expect(plan.stacks.allSatisfy { $0.steps[2].state == .stale([.interrupted]) && !$0.isFresh })
            #expect(plan.stacks.allSatisfy { $0.steps[2].attempt?.isRestored == true })
            let result = try await bench.up(["a", "b"])
            #expect(result.outcomes(of: "a") == ["fresh", "fresh", "adopted", "fresh"])
            #expect(Array(result.outcomes(of: "b").prefix(3)) == ["fresh", "fresh", "done"])
            #expect(["a", "b"].map { bench.cloud.token(of: $0) } == tokens)
            #expect(try bench.plan(["a", "b"]).isFresh)
            #expect(bench.cloud.history.filter { $0.hasPrefix("create a") }.count == 1)
        }
    }

    @Test func `what was changed after the backup is made as the manifest says`() async throws {
        try await withBench { bench in
            bench.local.onObserve = bench.found
            try await bench.up()
            let backup = try #require(bench.engine.ledgerBackups.first)
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            bench.sections["local"] = nil
            try bench.lose(allBut: backup)
            _ = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(try await bench.up().outcomes(of: "a")[2] == "done")
            #expect(bench.cloud.history.count == 3)
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `what a restored ledger knows is taken down once, and nothing is left to be taken down`() async throws {
        try await withBench { bench in
            try await bench.up()
            try Files.remove(bench.project.ledger)
            _ = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            _ = bench.calls.take()
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            #expect(bench.calls.take() == ["destroy a/local"])
            #expect(try bench.engine.snapshot().standingStacks == [])
        }
    }

    @Test func `what a restore has left that was killed is removed by the next, and by cleaning`() async throws {
        try await withBench { bench in
            try await bench.up()
            let draft = "\(bench.project.stateFolder)/restoring"
            try Files.write("half a ledger", to: "\(draft)/ledger.db")
            try Files.write("half a log", to: "\(draft)/ledger.db-wal")
            try Files.remove(bench.project.ledger)
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.stacks == ["a"] && !Files.exists(draft))
            try Files.write("half a ledger", to: "\(draft)/ledger.db")
            _ = try bench.engine.clean(declared: ["a"], age: .zero, isDry: false)
            #expect(!Files.exists(draft) && Files.exists(bench.project.ledger))
        }
    }

    @Test func `the effects of all projects in the file are uncertain, and a try that did not end well is so anyway`()
        async throws
    {
        try await withBench { bench in
            try await bench.up()
            let other = try Ledger.write(bench.project.ledger, project: "other")
            try other.adopt(bench.engine.snapshot().standing(of: "a"))
            try other.backUp(at: Timestamp.now())
            try other.close()
            try Files.remove(bench.project.ledger)
            for _ in 0..<2 {
                _ = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
                let ledger = try #require(try Ledger.read(bench.project.ledger, project: "tests"))
                for ledger in [ledger, ledger.reading(as: "other")] {
                    #expect(try ledger.snapshot().attempts.values.map(\.isRestored) == [true])
                    #expect(try ledger.history(of: "a", limit: 9).filter(\.isRestored).count == 1)
                }
                try ledger.close()
                // A backup of what is uncertain is no more certain.
                let writer = try Ledger.write(bench.project.ledger, project: "tests")
                let backup = try writer.backUp(at: Timestamp.now())
                try writer.close()
                try bench.lose(allBut: backup)
            }
        }
    }
}

extension Bench {
    /// What the cloud says of a deployment, by its token.
    fileprivate var found: @Sendable (JSON?, FakePlugin.Running) async throws -> Observation<JSON> {
        { [cloud] _, step in
            cloud.token(of: step.stack.name) == step.token ? .present(BenchPlugins.deployment(step)) : .absent
        }
    }

    /// Loses the ledger, and all backups but one.
    fileprivate func lose(allBut backup: LedgerBackup) throws {
        for old in engine.ledgerBackups where old != backup { try Files.remove(old.path) }
        try Files.remove(project.ledger)
    }
}
