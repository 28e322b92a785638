import GRDB
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct RetentionTests {
    private let now = "2026-06-01T00:00:00.000Z"
    private let small = Retention(runs: 3, days: 10, most: 6)

    @Test func `the last runs are kept however old, and young ones up to a number`() async throws {
        try await withLedger { ledger in
            for _ in 0..<5 { try old(ledger) }
            #expect(try ledger.forget(small, at: now) == Ledger.Horizon(first: 3, others: []))
            #expect(try ledger.runs(limit: 99).map(\.id) == [5, 4, 3])
            #expect(try ledger.forget(small, at: now) == nil)
            for _ in 0..<3 { try young(ledger) }
            #expect(try ledger.forget(small, at: now)?.first == 6)
            for _ in 0..<5 { try young(ledger) }
            #expect(try ledger.forget(small, at: now)?.first == 8)
            #expect(try ledger.runs(limit: 99).map(\.id) == [13, 12, 11, 10, 9, 8])
        }
    }

    @Test func `what is current stays with its run, and what it replaced goes`() async throws {
        try await withLedger { ledger in
            try old(ledger) { try ledger.add(step("a", "image", run: $0)) }
            try old(ledger) { try ledger.add(step("a", "image", run: $0)) }
            for _ in 0..<5 { try old(ledger) }
            _ = try ledger.forget(small, at: now)
            #expect(try ledger.snapshot().current("a", "image")?.run == 2)
            #expect(try ledger.history(of: "a", limit: 9).map(\.run) == [2])
            #expect(try ledger.runs(limit: 99).map(\.id) == [7, 6, 5, 2])
        }
    }

    @Test(arguments: [StepRecord.Status.begun, .failed, .cancelled])
    func `a try of an effect that may have left something behind stays`(status: StepRecord.Status) async throws {
        try await withLedger { ledger in
            try old(ledger) { try ledger.add(step("a", "local", status, isEffect: true, run: $0)) }
            try old(ledger) { try ledger.add(step("b", "image", status == .begun ? .failed : status, run: $0)) }
            for _ in 0..<5 { try old(ledger) }
            _ = try ledger.forget(small, at: now)
            #expect(try ledger.snapshot().attempt("a", "local")?.status == status)
            #expect(try ledger.history(of: "b", limit: 9).isEmpty)
            // Once a later one went well, what the earlier may have left is that one's.
            try old(ledger) { try ledger.add(step("a", "local", isEffect: true, run: $0)) }
            for _ in 0..<5 { try old(ledger) }
            _ = try ledger.forget(small, at: now)
            #expect(try ledger.history(of: "a", limit: 9).map(\.status) == [.done])
        }
    }

    @Test func `another project in the same ledger keeps its runs`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("ledger.db")
            let other = try Ledger.write(path, project: "q")
            try old(other)
            try other.close()
            let ledger = try Ledger.write(path, project: "p")
            for _ in 0..<6 { try old(ledger) }
            #expect(try ledger.forget(small, at: now) == Ledger.Horizon(first: 5, others: [1]))
            try ledger.close()
            #expect(try Ledger.read(path, project: "q")?.runs(limit: 9).count == 1)
        }
    }

    @Test func `a run forgets at its end, logs too, and never those of a run that is kept`() async throws {
        try await withBench { bench in
            bench.image.onRun = { step in
                step.host.log("hello")
                return FakePlugin.echo(step)
            }
            try await bench.up()
            let ledger = try Ledger.write(bench.project.ledger, project: "tests")
            try ledger.writing { try $0.execute(sql: "UPDATE run SET started = '2025-01-01T00:00:00.000Z'") }
            for _ in 0..<120 { try old(ledger) }
            try ledger.close()
            try await bench.up(["b"])
            let kept = try Ledger.read(bench.project.ledger, project: "tests")?.runs(limit: 999).map(\.id)
            // The first run's steps are current.
            #expect(kept == Array((23...122).reversed()) + [1])
            #expect(try Files.list("\(bench.project.stateFolder)/logs") == ["122"])
            #expect(try bench.plan(["a", "b"]).isFresh)
        }
    }

    // MARK: Help

    private func withLedger(_ body: (Ledger) throws -> Void) async throws {
        try await withScratchFolder { folder in
            let ledger = try Ledger.write(folder.path("ledger.db"), project: "p")
            try body(ledger)
            try ledger.close()
        }
    }

    private func old(_ ledger: Ledger, _ body: (Int64) throws -> Void = { _ in }) throws {
        try run(ledger, at: "2025-01-01T00:00:00.000Z", body)
    }

    private func young(_ ledger: Ledger) throws { try run(ledger, at: "2026-05-30T00:00:00.000Z") { _ in } }

    private func run(_ ledger: Ledger, at time: String, _ body: (Int64) throws -> Void) throws {
        let run = try ledger.beginRun(command: "recua up", by: RunAuthor(), at: time)
        try body(run)
        try ledger.endRun(run, .succeeded, at: time)
    }

    private func step(
        _ stack: String, _ plugin: String, _ status: StepRecord.Status = .done, isEffect: Bool = false, run: Int64
    ) -> StepRecord {
        StepRecord(
            id: 0, run: run, stack: stack, plugin: plugin, kind: .image, status: status, isEffect: isEffect,
            token: "t", fingerprint: Fingerprint(components: ["a": "\(run)"]), sections: [:],
            facts: StackFacts(name: stack, project: "p", target: "local", folder: "/x"),
            artifact: status == .done ? [:] : nil, error: nil, started: "2025-01-01T00:00:00.000Z", ended: nil)
    }
}
