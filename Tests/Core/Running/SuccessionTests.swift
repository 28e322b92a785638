import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What `adopt` puts in the place of a ledger that is gone.
struct SuccessionTests {
    @Test func `in the place of a lost ledger none is put that knows a part`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState(alone: true)
            let survey = bench.local.onSurvey
            bench.local.onSurvey = { _ in throw Diagnostic("cloud.denied", "nobody may ask") }
            let result = try await bench.adopt()
            #expect(!result.isRecorded && result.problems.count == 1)
            #expect(await bench.refusal().map(\.code) == ["ledger.missing"])
            bench.local.onSurvey = survey
            #expect(try await bench.adopt().isRecorded)
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `in the place of a lost ledger none is put that knows less than its backup`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a", "b"])
            try bench.loseState(alone: true)
            for isRehearsal in [true, false] {
                let told = await #expect(throws: Diagnostic.self) {
                    try await bench.adopt(["a"], isWhole: false, isRehearsal: isRehearsal)
                }
                #expect(told?.code == "ledger.missing" && told?.message.hasSuffix("not found: b/local") == true)
            }
            bench.local.onSurvey = { _ in [] }
            bench.local.onFind = { _ in .absent }
            let told = await #expect(throws: Diagnostic.self) { try await bench.adopt(["a", "b"]) }
            #expect(told?.message.hasSuffix("not found: a/local, b/local") == true, "\(String(describing: told))")
            #expect(!Files.exists(bench.project.ledger))
            _ = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(try bench.engine.snapshot().stacks == ["a", "b"])
        }
    }

    @Test func `backups that cannot be read are in the way of a new ledger, since it would push them out`() async throws
    {
        try await withBench { bench in
            bench.remember()
            try await bench.up()
            try bench.loseState(alone: true)
            for backup in bench.engine.ledgerBackups { try Files.write("nothing", to: backup.path) }
            let told = await #expect(throws: Diagnostic.self) { try await bench.adopt() }
            #expect(told?.code == "ledger.no-backup" && !Files.exists(bench.project.ledger))
            try Files.remove("\(bench.project.stateFolder)/backups")
            #expect(try await bench.adopt().isRecorded)
        }
    }

    @Test func `in the place of a lost ledger none is put that knows one project of two`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a"])
            let known = try #require(bench.engine.snapshot().current("a", "local"))
            let other = try Ledger.write(bench.project.ledger, project: "other")
            try other.adopt([known])
            try other.close()
            try await bench.up(["b"])
            try bench.loseState(alone: true)
            let told = await #expect(throws: Diagnostic.self) { try await bench.adopt(["a", "b"]) }
            #expect(told?.message.hasSuffix("not found: project `other`") == true, "\(String(describing: told))")
        }
    }

    @Test func `without a backup a lost ledger is not begun anew with some stacks alone`() async throws {
        try await withBench { bench in
            bench.remember()
            try await bench.up(["a", "b"])
            try bench.loseState(alone: true)
            try Files.remove("\(bench.project.stateFolder)/backups")
            let told = await #expect(throws: Diagnostic.self) { try await bench.adopt(["a"], isWhole: false) }
            #expect(told?.help?.contains("without names of stacks") == true, "\(String(describing: told))")
            #expect(try await bench.adopt(["a", "b"]).isRecorded)
        }
    }
}
