import RecuaTestSupport
import Testing

@testable import RecuaCore

struct LedgerBackupTests {
    private let day: Int64 = 86_400 * 1_000_000_000

    @Test func `a backup with another letter is passed over, and told`() async throws {
        try await withBench { bench in
            try await bench.up()
            _ = try await bench.down()
            let backups = bench.engine.ledgerBackups
            try #require(backups.count == 2)
            try alter(backups[0].path, "deployment", at: Files.now() - day)
            try Files.remove(bench.project.ledger)
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.backup == backups[1] && done.skipped == [backups[0]] && done.stacks == ["a"])
        }
    }

    @Test func `a backup of an earlier Recua, without a seal, is taken when SQLite finds it whole`() async throws {
        try await withBench { bench in
            try await bench.up()
            let backup = try #require(bench.engine.ledgerBackups.first)
            try Files.remove("\(backup.path).seal")
            try Files.remove(bench.project.ledger)
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.backup == backup && done.skipped == [])
        }
    }

    @Test func `a backup goes with its seal, and a seal without a backup goes too`() async throws {
        try await withScratchFolder { folder in
            let ledger = try Ledger.write(folder.path(".recua/ledger.db"), project: "p")
            try folder.write("{}", to: ".recua/backups/ledger-2025-01-01T00-00-00.000Z.db.seal")
            for second in 1...7 { try ledger.backUp(at: "2026-01-01T00:00:0\(second).000Z") }
            try ledger.close()
            let names = (3...7).map { "ledger-2026-01-01T00-00-0\($0).000Z.db" }
            #expect(try Files.list(folder.path(".recua/backups")) == names.flatMap { [$0, "\($0).seal"] })
        }
    }
}
