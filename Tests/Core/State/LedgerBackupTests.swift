import GRDB
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

    @Test func `what readers call damage is damage to doctor, to who writes, and to the choice of a backup`()
        async throws
    {
        try await withBench { bench in
            try await bench.up()
            _ = try await bench.down()
            let backups = bench.engine.ledgerBackups
            try #require(backups.count == 2)
            // Sealed as it is, so that its rows alone tell.
            try spoilRows(of: backups[0].path)
            try LedgerSeal(of: LedgerPlace(backups[0].path)).write(to: LedgerPlace(backups[0].path))
            // As a writer leaves it that is killed.
            try spoilRows(of: bench.project.ledger)
            try Files.remove("\(bench.project.ledger).seal")
            #expect { _ = try bench.plan() } throws: { Diagnostics.from($0)[0].code == "ledger.damaged" }
            #expect { _ = try bench.engine.checkLedger() } throws: { Diagnostics.from($0)[0].code == "ledger.damaged" }
            #expect(await bench.refusal().map(\.code) == ["ledger.damaged"])
            #expect { _ = try Ledger.write(bench.project.ledger, project: "tests") } throws: {
                Diagnostics.from($0)[0].code == "ledger.damaged"
            }
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.backup == backups[1] && done.skipped == [backups[0]] && done.stacks == ["a"])
            #expect(try bench.engine.checkLedger())
        }
    }

    @Test func `a row that was altered before the ledger was sealed is damage to doctor and can be brought back`()
        async throws
    {
        try await withBench { bench in
            try await bench.up()
            let place = LedgerPlace(bench.project.ledger)
            try spoilRows(of: place.path)
            try LedgerSeal(of: place).write(to: place)
            #expect { _ = try bench.engine.checkLedger() } throws: { Diagnostics.from($0)[0].code == "ledger.damaged" }
            let done = try await bench.engine.restoreLedger(Engine.Options(command: "recua doctor"))
            #expect(done.stacks == ["a"])
        }
    }

    /// Pages and indexes stay whole.
    private func spoilRows(of path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: "UPDATE step SET sections = 'z' || substr(sections, 2)") }
        try database.close()
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
            let names = (3...7).map { "ledger-0000\($0)-2026-01-01T00-00-0\($0).000Z.db" }
            #expect(try Files.list(folder.path(".recua/backups")) == names.flatMap { [$0, "\($0).seal"] })
        }
    }

    @Test func `backups that were made while the clock was ahead are not the newest for that`() async throws {
        try await withScratchFolder { folder in
            let ledger = try Ledger.write(folder.path(".recua/ledger.db"), project: "p")
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            for second in 1...5 { try ledger.backUp(at: "2031-01-01T00:00:0\(second).000Z") }
            for second in 1...3 {
                let backup = try ledger.backUp(at: "2026-01-01T00:00:0\(second).000Z")
                #expect(LedgerBackup.all(of: place).first == backup && Files.exists(backup.path))
            }
            try ledger.close()
            let years = LedgerBackup.all(of: place).map { $0.made.prefix(4) }
            #expect(years == ["2026", "2026", "2026", "2031", "2031"])
            #expect(try Ledger.newestWholeBackup(of: place).backup.made == "2026-01-01T00:00:03.000Z")
        }
    }

    @Test func `backups of an earlier Recua, which have no number, are older than those that have one`() async throws {
        try await withScratchFolder { folder in
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            let names = [
                "ledger-2031-01-01T00-00-00.000Z.db", "ledger-2032-01-01T00-00-00.000Z.db",
                "ledger-00002-2026-01-01T00-00-00.000Z.db", "ledger-100000-2025-01-01T00-00-00.000Z.db",
                "ledger-99999999999-2025-01-01T00-00-00.000Z.db", "ledger-x-2025-01-01T00-00-00.000Z.db", "ledger-.db",
            ]
            for name in names { try folder.write("", to: ".recua/backups/\(name)") }
            #expect(LedgerBackup.all(of: place).map { $0.made.prefix(4) } == ["2025", "2026", "2032", "2031"])
            let next = LedgerBackup(of: place, at: "2024-01-01T00:00:00.000Z")
            #expect(Files.name(of: next.path) == "ledger-100001-2024-01-01T00-00-00.000Z.db")
        }
    }
}
