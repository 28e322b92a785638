import GRDB
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Before 3.51.3 SQLite may lose what two connections checkpoint at once: only the writer does.
@Suite struct ReaderTests {
    @Test func `a reader that closes last leaves the WAL of a dead writer as it is`() async throws {
        try await withCrashScene { scene in
            let points = try await withCrashScene { try await $0.complete("up") }
            try await scene.run("up", "point=\(points / 2)")
            let parts = [scene.ledger, "\(scene.ledger)-wal"]
            let before = try parts.map { try Files.read($0) }
            #expect(before[1].count > 4096)
            for _ in 0..<3 { #expect(try await scene.run("look").output.contains("knows")) }
            #expect(try parts.map { try Files.read($0) } == before)
        }
    }

    @Test func `readers come and go while a writer works, and the file changes by its hand alone`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            let writer = try Ledger.write(path, project: "p")
            let author = RunAuthor(user: "ana")
            for number in 1...50 {
                _ = try writer.beginRun(command: "run \(number)", by: author, at: "t")
                let parts = [path, "\(path)-wal"]
                let before = try parts.map { try Files.read($0) }
                let reader = try #require(try Ledger.read(path, project: "p"))
                #expect(try reader.summaries(limit: 1, stacks: 0).first?.run.command == "run \(number)")
                try reader.close()
                #expect(try parts.map { try Files.read($0) } == before)
            }
            try writer.close()
            #expect(try Files.list(folder.path(".recua")) == ["ledger.db", "ledger.db.seal"])
        }
    }

    @Test func `a reader that stays keeps the writer from folding the WAL in, and the next writer does`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            try Ledger.write(path, project: "p").close()
            let reader = try #require(try Ledger.read(path, project: "p"))
            #expect(try reader.summaries(limit: 1, stacks: 0) == [])
            let writer = try Ledger.write(path, project: "p")
            _ = try writer.beginRun(command: "up", by: RunAuthor(), at: "t")
            #expect(try reader.summaries(limit: 1, stacks: 0).count == 1)
            try writer.close()
            #expect(Files.exists("\(path)-wal") && !Files.exists("\(path).seal"))
            #expect(try reader.summaries(limit: 1, stacks: 0).count == 1)
            try reader.close()
            try Ledger.write(path, project: "p").close()
            let queue = try DatabaseQueue(path: path)
            #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
            try queue.close()
            #expect(try Ledger.read(path, project: "p")?.summaries(limit: 9, stacks: 0).count == 1)
        }
    }
}
