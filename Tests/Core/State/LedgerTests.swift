import GRDB
import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct LedgerTests {
    private func record(
        _ stack: String = "a", _ plugin: String = "local", _ status: StepRecord.Status = .done, run: Int64
    ) -> StepRecord {
        StepRecord(
            id: 0, run: run, stack: stack, plugin: plugin, kind: .deployment, status: status, isEffect: true,
            token: "t",
            fingerprint: Fingerprint(components: ["a": "1"]), sections: ["local": [:]],
            facts: StackFacts(name: stack, project: "p", target: "local", folder: "/x"),
            artifact: status == .done ? ["url": "u"] : nil, error: nil, started: "2026-01-01T00:00:00.000Z", ended: nil,
            reasons: ["section local.port: 1 → 2", "asked for"], log: "logs/1/a/local.log"
        )
    }

    private let author = RunAuthor(user: "ana", host: "mill", version: "1.2.3", process: 77)

    private func withLedger(_ body: (String, Ledger) throws -> Void) async throws {
        try await withScratchFolder { folder in
            let ledger = try Ledger.write(folder.path(".recua/ledger.db"), project: "p")
            try body(folder.path(".recua/ledger.db"), ledger)
            try ledger.close()
        }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return Diagnostics.from(error).first?.code }
        return nil
    }

    @Test func `what was recorded is read back the same`() async throws {
        try await withLedger { _, ledger in
            let run = try ledger.beginRun(command: "recua up", by: author, at: "2026-01-01T00:00:00.000Z")
            var expected = record(run: run)
            expected.id = try ledger.add(expected)
            #expect(try ledger.snapshot().current == [.init(stack: "a", plugin: "local"): expected])
            #expect(try ledger.snapshot().attempts.isEmpty)
            #expect(try ledger.history(of: "a", limit: 9) == [expected] && ledger.history(of: "b", limit: 9) == [])
            try ledger.endRun(run, .succeeded, at: "2026-01-01T00:00:01.000Z")
            let runs = try ledger.runs(limit: 9)
            #expect(runs.map(\.outcome) == [.succeeded] && runs.map(\.command) == ["recua up"] && runs[0].ended != nil)
            #expect(runs.map(\.author) == [author])
        }
    }

    @Test func `records that only look the same are read back as different as they are`() async throws {
        try await withLedger { _, ledger in
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            let folders = ["/caf\u{E9}", "/cafe\u{301}"]
            for (plugin, folder) in zip(["local", "dns"], folders) {
                var step = record("a", plugin, run: run)
                step.facts.folder = folder
                try ledger.add(step)
            }
            let snapshot = try ledger.snapshot()
            let read = ["local", "dns"].map { snapshot.current("a", $0)?.facts.folder ?? "" }
            #expect(read.map { Array($0.utf8) } == folders.map { Array($0.utf8) })
        }
    }

    @Test(arguments: [StepRecord.Status.begun, .failed, .cancelled])
    func `the newest try that did not end well is kept beside what stands`(status: StepRecord.Status) async throws {
        try await withLedger { _, ledger in
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            try ledger.add(record(run: run))
            let begun = try ledger.add(record("a", "local", .begun, run: run))
            if status != .begun { try ledger.end(begun, record("a", "local", status, run: run)) }
            let snapshot = try ledger.snapshot()
            #expect(snapshot.attempt("a", "local")?.status == status && snapshot.current("a", "local")?.status == .done)
            #expect(snapshot.stacks == ["a"] && snapshot.records(of: "a").count == 1)
            try ledger.add(record(run: run))
            #expect(try ledger.snapshot().attempts.isEmpty)
        }
    }

    @Test func `what was destroyed stands no more, with its dependants, and its history stays`() async throws {
        try await withLedger { _, ledger in
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            try ledger.add(record(run: run))
            try ledger.add(record("a", "smoke", run: run))
            try ledger.add(record("b", run: run))
            try ledger.destroyed(
                .init(stack: "a", plugin: "local"), dependants: [.init(stack: "a", plugin: "smoke")], at: "t")
            #expect(try ledger.snapshot().stacks == ["b"])
            #expect(try ledger.history(of: "a", limit: 9).map(\.status) == [.done, .destroyed])
        }
    }

    @Test func `projects in one ledger do not see each other`() async throws {
        try await withLedger { path, ledger in
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            try ledger.add(record(run: run))
            let other = try #require(try Ledger.read(path, project: "q"))
            #expect(
                try other.snapshot().stacks == [] && other.runs(limit: 9) == []
                    && other.history(of: "a", limit: 9) == [])
            try other.close()
        }
    }

    @Test func `a run without an end is over when the next begins`() async throws {
        try await withLedger { _, ledger in
            _ = try ledger.beginRun(command: "up", by: author, at: "t")
            _ = try ledger.beginRun(command: "up", by: author, at: "t")
            #expect(try ledger.runs(limit: 9).map(\.outcome) == [.open, .failed])
            #expect(try ledger.runs(limit: 1).count == 1)
        }
    }

    @Test func `readers see each step while a run is writing, and never wait for its end`() async throws {
        try await withLedger { path, ledger in
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            for number in 0..<5 {
                try ledger.add(record("s\(number)", run: run))
                let reader = try #require(try Ledger.read(path, project: "p"))
                #expect(try reader.snapshot().stacks.count == number + 1)
                try reader.close()
            }
        }
    }

    @Test func `a seal that a killed writer had not finished is gone with the next, whoever has its number now`()
        async throws
    {
        try await withScratchFolder { folder async throws in
            try folder.write("{", to: ".recua/ledger.db.seal.\(getpid()).17.new")
            try folder.write("", to: ".recua/notes.\(getpid()).17.new")
            try Ledger.write(folder.path(".recua/ledger.db"), project: "p").close()
            let names = try Files.list(folder.path(".recua"))
            #expect(names == ["ledger.db", "ledger.db.seal", "notes.\(getpid()).17.new"])
        }
    }

    @Test func `there is no ledger before the first run, and at rest it is one file and its seal`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            #expect(try Ledger.read(path, project: "p") == nil)
            #expect(!Files.exists(folder.path(".recua")))
            try Ledger.write(path, project: "p").close()
            try Ledger.read(path, project: "p")?.close()
            #expect(try Files.list(folder.path(".recua")) == ["ledger.db", "ledger.db.seal"])
        }
    }

    @Test func `a ledger that cannot be looked at is not taken for none`() async throws {
        try await withScratchFolder { folder throws in
            try Files.createFolder(folder.path(".recua"))
            #expect(symlink(String(repeating: "x", count: 300), folder.path(".recua/ledger.db")) == 0)
            for look in [
                { _ = try Ledger.read(folder.path(".recua/ledger.db"), project: "p") },
                { _ = try Ledger.write(folder.path(".recua/ledger.db"), project: "p") },
                { _ = try Ledger.namedFiles(in: folder.path(".recua/ledger.db")) },
            ] {
                let problem = #expect(throws: Diagnostic.self) { try look() }
                #expect(problem?.code == "file.read")
            }
        }
    }

    @Test func `a ledger of a newer build is refused by name and left alone`() async throws {
        try await withLedger { path, ledger in
            try ledger.close()
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
            try queue.close()
            let bytes = try Files.read(path)
            for open in [{ _ = try Ledger.read(path, project: "p") }, { _ = try Ledger.write(path, project: "p") }] {
                #expect { try open() } throws: { error in
                    let problem = Diagnostics.from(error)[0]
                    return problem.code == "ledger.newer" && problem.message.contains("version 99")
                        && problem.message.contains(path)
                }
            }
            #expect(try Files.read(path) == bytes)
        }
    }

    @Test(arguments: [".recua", ".recua/ledger.db"])
    func `a link to a disk that is not there is no project without a ledger`(link: String) async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(Files.folder(of: folder.path(link)))
            #expect(symlink(folder.path("disk/elsewhere"), folder.path(link)) == 0)
            #expect(code { _ = try Ledger.read(folder.path(".recua/ledger.db"), project: "p") } == "file.not-a-folder")
            #expect(code { _ = try Ledger.write(folder.path(".recua/ledger.db"), project: "p") } == "file.not-a-folder")
        }
    }

    @Test func `a file in the place of its folder is no project without a ledger`() async throws {
        try await withScratchFolder { folder in
            try Files.write("", to: folder.path(".recua"))
            #expect(code { _ = try Ledger.read(folder.path(".recua/ledger.db"), project: "p") } == "file.not-a-folder")
        }
    }

    @Test func `another program's database is refused and left alone`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("ledger.db")
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "CREATE TABLE songs (title TEXT)") }
            try queue.close()
            let bytes = try Files.read(path)
            #expect(code { _ = try Ledger.read(path, project: "p") } == "ledger.foreign")
            #expect(code { _ = try Ledger.write(path, project: "p") } == "ledger.foreign")
            #expect(try Files.read(path) == bytes)
        }
    }

    @Test(arguments: ["garbage", "truncated", "overwritten"])
    func `a damaged ledger is called damaged, not emptied`(damage: String) async throws {
        try await withScratchFolder { folder in
            let path = folder.path("ledger.db")
            let ledger = try Ledger.write(path, project: "p")
            let run = try ledger.beginRun(command: "up", by: author, at: "t")
            for number in 0..<50 { try ledger.add(record("s\(number)", run: run)) }
            try ledger.close()
            var bytes = try Files.read(path)
            switch damage {
            case "garbage": bytes = Array(String(repeating: "not a database ", count: 1000).utf8)
            case "truncated": bytes.removeLast(bytes.count / 2)
            default:
                bytes.replaceSubrange(4096..<bytes.count, with: [UInt8](repeating: 0xA5, count: bytes.count - 4096))
            }
            try Files.write(bytes, to: path)
            for open in [{ try Ledger.read(path, project: "p") }, { try Ledger.write(path, project: "p") }] {
                #expect(code { _ = try open()?.snapshot() } == "ledger.damaged")
            }
            // Opening for writing may mark the header, and touches nothing else.
            #expect(try Files.read(path).dropFirst(100) == bytes.dropFirst(100))
        }
    }
}
