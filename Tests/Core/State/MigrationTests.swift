import GRDB
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Ledgers of every earlier schema, kept as files that were written by it.
struct MigrationTests {
    private func withOldLedger(_ body: (String) throws -> Void) async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            try Files.write(Files.read("\(RecuaBinary.package)/Tests/Fixtures/ledgers/version-1.db"), to: path)
            try body(path)
        }
    }

    /// Everything that a schema of version 1 can say, as it reads after the migration.
    private func contents(_ ledger: Ledger) throws -> String {
        let snapshot = try ledger.snapshot()
        let standing = snapshot.records(of: "chat").map { "\($0.plugin) \($0.status) \($0.token)" }
        let tries = snapshot.attempts.values.map { "\($0.stack) \($0.status) \($0.token.suffix(1))" }.sorted()
        let runs = try ledger.runs(limit: 9).map { "\($0.id) \($0.command): \($0.outcome)" }
        return (standing + tries + runs).joined(separator: "\n")
    }

    @Test func `a ledger of the first schema is migrated with all that is in it`() async throws {
        try await withOldLedger { path in
            let ledger = try Ledger.write(path, project: "llamas")
            #expect(
                try contents(ledger) == """
                    fetch done 0000000000000001
                    image done 0000000000000002
                    local done 0000000000000003
                    smoke done 0000000000000004
                    chat failed 6
                    code begun 9
                    draft cancelled 8
                    5 recua up: open
                    4 recua down old: succeeded
                    3 recua up: cancelled
                    2 recua up --fail-fast: failed
                    1 recua up: succeeded
                    """
            )
            #expect(try ledger.history(of: "old", limit: 9).map(\.status) == [.destroyed])
            #expect(
                try ledger.history(of: "draft", limit: 9).map(\.error) == [
                    "cancelled", "https://models.test/tiny.gguf: 404",
                ])
            #expect(try ledger.runs(limit: 9).allSatisfy { $0.author == RunAuthor() })
            #expect(try ledger.history(of: "chat", limit: 9).allSatisfy { $0.reasons == [] && $0.log == nil })
            try ledger.close()
        }
    }

    @Test func `the fingerprints of old steps are worked out from their components`() async throws {
        try await withOldLedger { path in
            let ledger = try Ledger.write(path, project: "llamas")
            let standing = try #require(try ledger.snapshot().current("chat", "local"))
            #expect(standing.fingerprint.components["section local.port"] == "8080")
            try ledger.close()
            let queue = try DatabaseQueue(path: path)
            let kept = try queue.read { try String.fetchOne($0, sql: "SELECT fingerprint FROM step WHERE id = 3") }
            #expect(kept == standing.fingerprint.digest.hex)
            try queue.close()
        }
    }

    @Test func `the ledger as it was before is kept beside it`() async throws {
        try await withOldLedger { path in
            try Ledger.write(path, project: "llamas").close()
            let kept = try DatabaseQueue(path: "\(path).v1")
            #expect(try kept.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
            #expect(try kept.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM step") } == 9)
            try kept.close()
        }
    }

    @Test func `an old ledger can be read before it is migrated, and reading leaves it as it is`() async throws {
        try await withOldLedger { path in
            let bytes = try Files.read(path)
            let ledger = try #require(try Ledger.read(path, project: "llamas"))
            #expect(try contents(ledger).hasPrefix("fetch done 0000000000000001\n"))
            try ledger.close()
            #expect(try Files.read(path) == bytes)
        }
    }
}
