import RecuaTestSupport
import Testing

@testable import RecuaCore

struct EarlySnapshotTests {
    @Test(arguments: ["project: tests", "recua: 1\nproject:   \"tests\"  # whose", "# project\nproject: 'tests'\r"])
    func `a ledger that was read early makes the same plan`(text: String) async throws {
        try await withBench { bench async throws in
            try await bench.up(["a"])
            let early = try #require(read(text, bench))
            #expect(early.project == bench.project)
            #expect(early.ledger.current.count == 4)
            let plan = try plan(bench, knowing: early)
            #expect(plan.stacks.map(\.isFresh) == [true, false])
        }
    }

    @Test(arguments: ["project: others", "project: ${env:NAME}", "recua: 1\n  project: tests", "stacks: {}", ""])
    func `a project that is guessed wrong changes nothing`(text: String) async throws {
        try await withBench { bench async throws in
            try await bench.up(["a"])
            let early = read(text, bench)
            #expect(early?.ledger.current.isEmpty != false)
            let plan = try plan(bench, knowing: early)
            #expect(plan.stacks.map(\.isFresh) == [true, false])
        }
    }

    @Test func `a ledger that cannot be read, or is not there, is told by who needs it`() async throws {
        try await withBench { bench async throws in
            #expect(read("project: tests", bench) == nil)
            try Files.createFolder(bench.project.ledger)
            #expect(read("project: tests", bench) == nil)
            #expect { _ = try plan(bench, knowing: nil) } throws: { "\($0)".contains("ledger") }
        }
    }

    @Test func `each stack is told as soon as it is planned`() async throws {
        try await withBench { bench async throws in
            try await bench.up(["a"])
            var told: [String] = []
            _ = try bench.engine.plan(
                ["a", "b"].map { bench.stack($0) }, goal: .everything, asked: [], knowing: nil,
                each: { told.append("\($0.stack.name) \($0.isFresh)") })
            #expect(told == ["a true", "b false"])
        }
    }

    private func read(_ text: String, _ bench: Bench) -> EarlySnapshot? {
        try? Files.write(text, to: bench.folder.path("recua.yaml"))
        return EarlySnapshot(of: nil, by: ManifestReader(environment: [:], workingFolder: bench.folder.path))
    }

    private func plan(_ bench: Bench, knowing early: EarlySnapshot?) throws -> Plan {
        try bench.engine.plan(
            ["a", "b"].map { bench.stack($0) }, goal: .everything, asked: [], knowing: early, each: { _ in })
    }
}
