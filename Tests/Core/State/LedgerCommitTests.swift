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

    /// What of a transaction decides how long it lasts.
    private func durability(isUrgent: Bool, _ notes: Notes, _ note: String) -> LedgerChange {
        LedgerChange(work: .keepStep, isUrgent: isUrgent) { database in
            notes.note(note)
            return try Int64.fetchOne(database, sql: "PRAGMA synchronous") ?? 0
        }
    }

    private static let (normal, full) = (Int64(1), Int64(2))

    @Test func `one urgent change makes all that go with it last, and nothing else waits for the disk`() async throws {
        try await withLedger { ledger, _ in
            let notes = Notes()
            func seen(_ urgencies: [Bool]) throws -> [Int64] {
                let changes = urgencies.map { durability(isUrgent: $0, notes, "") }
                return try ledger.queue.writeWithoutTransaction { try ledger.transaction(changes, $0) }
            }
            let (mixed, plain) = (try seen([false, true, false]), try seen([false, false]))
            #expect(mixed == [Self.full, Self.full, Self.full] && plain == [Self.normal, Self.normal])
            let (urgent, after) = (try seen([true]), try seen([false]))
            #expect(urgent == [Self.full] && after == [Self.normal])
        }
    }

    @Test(arguments: 0..<8)
    func `urgent changes and others, mixed, each happen once, last, and keep the order of who asks`(
        seed: UInt64
    ) async throws {
        try await withLedger { ledger, _ in
            let notes = Notes()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for asker in 0..<24 {
                    group.addTask {
                        var random = SplitMix64(seed: seed * 100 + UInt64(asker))
                        for number in 0..<12 {
                            let isUrgent = random.oneIn(2)
                            let change = durability(isUrgent: isUrgent, notes, "\(asker) \(number)")
                            let lasts = try await ledger.commit(change)
                            #expect(!isUrgent || lasts == Self.full)
                            #expect(notes.all.contains("\(asker) \(number)"), "it is told when it is done, not before")
                            if random.oneIn(3) { await Task.yield() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(notes.all.count == 24 * 12)
            for asker in 0..<24 {
                let own = notes.all.filter { $0.hasPrefix("\(asker) ") }
                #expect(own == (0..<12).map { "\(asker) \($0)" })
            }
        }
    }

    @Test(arguments: 0..<4) func `what was told to be on record is there for the next reader at once, urgent or not`(
        seed: UInt64
    ) async throws {
        try await withLedger { ledger, run in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        var random = SplitMix64(seed: seed * 100 + UInt64(number))
                        let plugin = "p\(number)"
                        for round in 0..<4 {
                            var step = record(plugin, run: run)
                            (step.isEffect, step.artifact) = (random.oneIn(2), ["round": .integer(Int64(round))])
                            if step.isEffect {
                                var begun = step
                                (begun.status, begun.artifact) = (.begun, nil)
                                let id = try await ledger.keep(begun)
                                try await ledger.keepEnd(of: id, step)
                            } else {
                                try await ledger.keep(step)
                            }
                            let other = try #require(try Ledger.read(ledger.place.path, project: "p"))
                            let standing = try other.snapshot().current("a", plugin)?.artifact
                            #expect(standing == step.artifact)
                            try other.close()
                        }
                    }
                }
                try await group.waitForAll()
            }
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

    @Test func `what was committed together as the ledger was removed is there once, and who asked for it is told`()
        async throws
    {
        try await withLedger { ledger, run in
            let asked = Notes()
            try #require(ledger.commits.begin())
            let codes = await withTaskGroup(of: String?.self) { group in
                for number in 0..<3 {
                    let change = ledger.addition(of: record("p\(number)", run: run))
                    group.addTask {
                        do {
                            _ = try await withCheckedThrowingContinuation { waiter in
                                _ = ledger.commits.add(.init(change: change, waiter: waiter))
                                asked.note("\(number)")
                            }
                            return nil
                        } catch {
                            return Diagnostics.from(error).first?.code
                        }
                    }
                }
                while asked.all.count < 3 { await Task.yield() }
                try? Files.remove(ledger.place.path)
                ledger.commitGathered()
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes == ["ledger.moved", "ledger.moved", "ledger.moved"])
            let backup = try ledger.backUp(at: "2026-01-01T00:00:00.000Z")
            let known = try #require(try Ledger.read(backup.path, project: "p"))
            #expect(try known.history(of: "a", limit: 9).count == 3)
            try known.close()
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
