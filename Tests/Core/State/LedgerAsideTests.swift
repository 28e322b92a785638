import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct LedgerAsideTests {
    private func setAside(_ place: LedgerPlace, _ time: String) throws -> String? {
        try Files.write("damaged at \(time)", to: place.path)
        return try Ledger.setAside(place, at: time) { _ in }
    }

    @Test func `of the ledgers that were set aside the newest few are kept, and whatever else is there`() async throws {
        try await withScratchFolder { folder in
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            for name in ["notes.txt", "kept/ledger.db", "2025/x", "2025-01-01T00-00-00/x"] {
                try folder.write("mine", to: ".recua/damaged/\(name)")
            }
            for second in 1...2 { _ = try setAside(place, "2026-01-01T00:00:0\(second).000Z") }
            #expect(Ledger.asides(of: place).count == 2)
            for second in 3...7 { _ = try setAside(place, "2026-01-01T00:00:0\(second).000Z") }
            let kept = (5...7).reversed().map { folder.path(".recua/damaged/2026-01-01T00-00-0\($0).000Z") }
            #expect(Ledger.asides(of: place) == kept)
            #expect(try Files.readText("\(kept[0])/ledger.db") == "damaged at 2026-01-01T00:00:07.000Z")
            let foreign = ["2025", "2025-01-01T00-00-00", "kept", "notes.txt"]
            #expect(try Set(Files.list(place.damaged)) == Set(foreign + kept.map(Files.name(of:))))
        }
    }

    @Test func `what is set aside now is kept while the clock says that others are newer`() async throws {
        try await withScratchFolder { folder in
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            for second in 1...3 { _ = try setAside(place, "2031-01-01T00:00:0\(second).000Z") }
            let aside = try #require(try setAside(place, "2026-01-01T00:00:00.000Z"))
            #expect(Files.exists("\(aside)/ledger.db"))
            #expect(Ledger.asides(of: place).map { Files.name(of: $0).prefix(4) } == ["2031", "2031", "2026"])
        }
    }

    @Test func `where there is nothing to set aside, nothing goes`() async throws {
        try await withScratchFolder { folder in
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            let names = (1...5).map { "2026-01-01T00-00-0\($0).000Z" }
            for name in names { try folder.write("", to: ".recua/damaged/\(name)/ledger.db") }
            #expect(try Ledger.setAside(place, at: "2026-01-02T00:00:00.000Z") { _ in } == nil)
            #expect(try Files.list(place.damaged) == names)
        }
    }
}
