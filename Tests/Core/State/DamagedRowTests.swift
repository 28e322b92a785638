import GRDB
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// A ledger whose pages are whole, and what stands in them is not: found by fuzzing, as errors that nobody could read.
struct DamagedRowTests {
    @Test(arguments: [
        ("components", "{\"a\":"), ("sections", "nothing"), ("facts", "[]"), ("facts", "{}"), ("facts", "{\"name\":1}"),
        ("artifact", "{\"a\":\"\\ud800\"}"), ("reasons", "{}"), ("reasons", "[1]"),
    ])
    func `a row that holds something else than a row must is damage`(column: String, text: String) async throws {
        try await withScratchFolder { folder async throws in
            let path = folder.path(".recua/ledger.db")
            let ledger = try Ledger.write(path, project: "p")
            let run = try ledger.beginRun(command: "recua up", by: RunAuthor(), at: "2026-01-01T00:00:00.000Z")
            try ledger.add(record(run: run))
            let database = try DatabaseQueue(path: path)
            try await database.write { try $0.execute(sql: "UPDATE step SET \(column) = ?", arguments: [text]) }
            try database.close()
            for read in [{ _ = try ledger.snapshot() }, { _ = try ledger.history(of: "a", limit: 9) }] {
                #expect { try read() } throws: { ($0 as? Diagnostic)?.code == "ledger.damaged" }
            }
            // The past asks for less.
            let past = [
                { _ = try ledger.steps(of: "a", limit: 9) }, { _ = try ledger.summary(of: run) },
                { _ = try ledger.summaries(limit: 9, stacks: 9) },
            ]
            for read in past where ["artifact", "reasons"].contains(column) {
                #expect { try read() } throws: { ($0 as? Diagnostic)?.code == "ledger.damaged" }
            }
            try ledger.close()
        }
    }

    private func record(run: Int64) -> StepRecord {
        StepRecord(
            id: 0, run: run, stack: "a", plugin: "local", kind: .deployment, status: .done, isEffect: true, token: "t",
            fingerprint: Fingerprint(components: ["a": "1"]), sections: ["local": [:]],
            facts: StackFacts(name: "a", project: "p", target: "local", folder: "/x"), artifact: ["url": "u"],
            started: "2026-01-01T00:00:00.000Z")
    }
}
