import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Somebody removes or replaces `.recua`, or what is in it, while a run is at work.
struct LostLedgerTests {
    @Test(arguments: [".recua", ".recua/ledger.db"])
    func `a run whose ledger is removed begins nothing more, says so, and what it did can be brought back`(path: String)
        async throws
    {
        try await withBench { bench in
            bench.limits = Limits(jobs: 1)
            let local = bench.local.onRun
            bench.local.onRun = { [folder = bench.folder] step in
                let deployment = try await local(step)
                try Files.remove(folder.path(path))
                return deployment
            }
            let result = try await bench.up(["a", "b"])
            #expect(result.outcomes(of: "a") == ["done", "done", "failed ledger.moved", "blocked by local"])
            #expect(result.outcomes(of: "b").allSatisfy { $0.hasPrefix("blocked") })
            #expect(result.problems.map(\.code) == ["ledger.moved"] && !result.isWhole)
            #expect(result.unrecorded == result.problems)
            #expect(bench.cloud.history.count == 1)
            #expect(await bench.refusal().map(\.code) == ["ledger.missing"])
            bench.local.onRun = local
            bench.local.onObserve = { [cloud = bench.cloud] _, step in
                cloud.token(of: step.stack.name) == step.token ? .present(BenchPlugins.deployment(step)) : .absent
            }
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.stacks == ["a"])
            #expect(try await bench.up().outcomes(of: "a") == ["fresh", "fresh", "adopted", "done"])
            #expect(bench.cloud.history.count == 1)
        }
    }

    @Test func `an effect does not begin of which there will be no trace`() async throws {
        try await withBench { bench in
            bench.image.onRun = { [ledger = bench.project.ledger] step in
                try Files.remove(ledger)
                return FakePlugin.echo(step)
            }
            let result = try await bench.up()
            #expect(
                result.outcomes(of: "a") == ["done", "failed ledger.moved", "blocked by image", "blocked by image"])
            #expect(bench.cloud.history == [])
        }
    }

    @Test func `taking down stops where the ledger is gone`() async throws {
        try await withBench { bench in
            bench.limits = Limits(jobs: 1)
            try await bench.up(["a", "b"])
            bench.local.onDestroy = { [cloud = bench.cloud, ledger = bench.project.ledger] _, step in
                try cloud.remove(step.stack.name)
                try Files.remove(ledger)
            }
            let result = try await bench.down(["a", "b"])
            #expect(Set(result.problems.map(\.code)) == ["ledger.moved"] && !result.isWhole)
            #expect(bench.cloud.history.filter { $0.hasPrefix("remove") }.count == 1)
        }
    }

    @Test func `a run leaves alone what came into the place of its ledger`() async throws {
        try await withBench { bench in
            let other = bench.folder.path("other/ledger.db")
            let ledger = try Ledger.write(other, project: "tests")
            _ = try ledger.beginRun(command: "recua up", by: RunAuthor(), at: "2026-01-01T00:00:00.000Z")
            bench.image.onRun = { [path = bench.project.ledger] step in
                // With the log of a writer that is at work.
                for end in ["", "-wal", "-shm"] { try Files.write(Files.read(other + end), to: path + end) }
                return FakePlugin.echo(step)
            }
            let result = try await bench.up()
            #expect(result.problems.map(\.code) == ["ledger.moved"])
            #expect(result.problems[0].message.contains("replaced by another one"))
            let place = LedgerPlace(bench.project.ledger)
            #expect(
                try Files.read(place.path) == Files.read(other) && Files.read(place.log) == Files.read("\(other)-wal"))
            #expect(!Files.exists(place.seal) && LedgerBackup.all(of: place).isEmpty)
            try ledger.close()
        }
    }
}
