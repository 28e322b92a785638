import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// A ledger that says something else than it said, in as many bytes: nothing that SQLite would notice.
struct AlteredLedgerTests {
    private let day: Int64 = 86_400 * 1_000_000_000

    @Test func `what a ledger named before a letter of it changed stays in the store`() async throws {
        try await withBench { bench in
            try await bench.up()
            let path = bench.project.ledger
            let digest = try #require(try Ledger.namedFiles(in: path).standing.first)
            try alter(path, digest.hex, at: try #require(Files.facts(path)).modified - day)
            #expect(code { _ = try Ledger.namedFiles(in: path) } == "ledger.damaged")
            let needs = try StoreNeeds(of: bench.store, projects: KnownProjects(store: bench.store), more: [])
            let item = StoreInventory.Item(kind: .files, paths: [], size: 1, changed: 0, digests: [digest])
            #expect(needs.verdict(of: item, limit: .max) == .unjudged)
            #expect(needs.hidden.count == 1 && needs.hidden[0].message.contains("is damaged"))
        }
    }

    @Test func `a reader refuses a sealed ledger that was written to since`() async throws {
        try await withBench { bench in
            try await bench.up()
            let path = bench.project.ledger
            let sealed = try #require(Files.facts("\(path).seal")).modified
            try alter(path, "deployment", at: sealed + day)
            #expect(code { _ = try Ledger.read(path, project: "tests") } == "ledger.damaged")
            #expect(code { _ = try bench.plan() } == "ledger.damaged")
            try Files.remove("\(path).seal")
            #expect(code { _ = try Ledger.read(path, project: "tests") } == nil)
        }
    }

    @Test func `a ledger that was only touched since is read`() async throws {
        try await withBench { bench in
            try await bench.up()
            try #require(utimensat(AT_FDCWD, bench.project.ledger, nil, 0) == 0)
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a folder in the place of a ledger is called a folder`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            try Files.createFolder(path)
            for open in [{ try Ledger.read(path, project: "p") }, { try Ledger.write(path, project: "p") }] {
                #expect { _ = try open() } throws: { error in
                    let problem = Diagnostics.from(error)[0]
                    return problem.code == "ledger.foreign" && problem.message.contains("is a folder")
                }
            }
        }
    }

    @Test func `a ledger that is removed while it is looked through is no error of the disk`() async throws {
        try await withScratchFolder { folder in
            let place = LedgerPlace(folder.path(".recua/ledger.db"))
            try Ledger.write(place.path, project: "p").close()
            try Files.remove(place.path)
            #expect(code { try Ledger.check(place) } == "file.read")
        }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return Diagnostics.from(error).first?.code }
        return nil
    }
}
