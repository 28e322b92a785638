import GRDB
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Records of steps that end beside each other.
@Suite struct LedgerCommitTests {
    private func record(_ plugin: String, _ status: StepRecord.Status = .done, run: Int64) -> StepRecord {
        StepRecord(
            id: 0, run: run, stack: "a", plugin: plugin, kind: .deployment, status: status, isEffect: true, token: "t",
            fingerprint: Fingerprint(components: ["a": "1"]), sections: [:],
            facts: StackFacts(
                name: "a", project: "p", target: "local", description: "ein \"Modell\"", tags: ["b": "2", "a": "1"],
                folder: "/x"),
            artifact: status == .done ? ["of": .string(plugin)] : nil, error: nil, started: "t", ended: nil
        )
    }

    private func withLedger(_ body: (Ledger, Int64) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let ledger = try Ledger.write(folder.path(".recua/ledger.db"), project: "p")
            let run = try ledger.beginRun(command: "up", by: RunAuthor(), at: "t")
            try await body(ledger, run)
            try ledger.close()
        }
    }

    @Test func `what gathers behind a change goes together, and somebody has to begin`() async throws {
        let queue = CommitQueue()
        let change = LedgerChange(work: .keepStep, isUrgent: false) { _ in 7 }
        let begins = Notes()
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await withCheckedThrowingContinuation { waiter in
                        if queue.add(.init(change: change, waiter: waiter)) { begins.note("begin") }
                    }
                }
            }
            var taken: [CommitQueue.Entry] = []
            while taken.count < 3 {
                taken += queue.take() ?? []
                await Task.yield()
            }
            for entry in taken { entry.waiter.resume(returning: 7) }
            for try await id in group { #expect(id == 7) }
        }
        #expect(queue.take() == nil && !begins.all.isEmpty)
    }

    @Test func `steps that record at once are all recorded`() async throws {
        try await withLedger { ledger, run in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let id = try await ledger.keep(record("p\(number)", .begun, run: run))
                        try await ledger.keepEnd(of: id, record("p\(number)", run: run))
                    }
                }
                try await group.waitForAll()
            }
            let snapshot = try ledger.snapshot()
            #expect(snapshot.current.count == 200 && snapshot.attempts.isEmpty)
            #expect(snapshot.current.allSatisfy { $0.value.artifact == ["of": .string($0.key.plugin)] })
        }
    }

    @Test func `a record that the ledger refuses fails alone`() async throws {
        try await withLedger { ledger, run in
            let failed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let ofNoRun = number.isMultiple(of: 20)
                        let result = try? await ledger.keep(record("p\(number)", run: ofNoRun ? run + 99 : run))
                        return result == nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failed == 3)
            let kept = try ledger.snapshot().current
            #expect(kept.count == 57)
        }
    }

    @Test func `facts are written down as any encoder would`() throws {
        let facts = record("p", run: 1).facts
        let encoded = try JSON(encoding: facts)
        #expect(facts.recorded == encoded)
        let plain = StackFacts(name: "a", project: "p", target: "t", folder: "/")
        let encodedPlain = try JSON(encoding: plain)
        #expect(plain.recorded == encodedPlain)
    }
}
