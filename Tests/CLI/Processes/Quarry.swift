import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport

/// A project whose stacks are made by ``quarryProgram``, in a folder of its own, with a store that others may share.
struct Quarry: Sendable {
    /// Of the project.
    let folder: String
    /// What project and store are in.
    let scratch: ScratchFolder
    let recua: RecuaBinary
    let store: String

    /// - Parameters:
    ///   - name: of the project's folder.
    ///   - stacks: how many, called `s0`, `s1` …
    init(_ name: String = "quarry", stacks: Int = 2, in scratch: ScratchFolder, more: String = "") throws {
        folder = scratch.path(name)
        self.scratch = scratch
        store = scratch.path("store")
        recua = RecuaBinary(in: folder, environment: ["RECUA_STORE": store])
        try Files.write(quarryProgram, to: path("quarry.py"), mode: 0o755)
        let lines = (0..<stacks).map { "  s\($0): { brick: {}, wall: { size: 30 }, shelf: { \(more) } }" }
        try Files.write(
            """
            recua: 1
            project: \(name)
            plugins:
              brick: { run: [./quarry.py, brick] }
              wall: { run: [./quarry.py, wall] }
              shelf: { run: [./quarry.py, shelf], sandbox: none }
            defaults: { target: shelf }
            stacks:
            \(lines.joined(separator: "\n"))

            """, to: path("recua.yaml"))
    }

    /// The words that make bricks of another kind.
    static func set(_ word: String) -> [String] { ["--set", "brick.word=\(word)"] }

    /// The path of `name` in the project's folder.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    var ledger: String { path(".recua/ledger.db") }

    /// Starts the command and kills it after so many milliseconds, as the kernel does when memory runs out.
    ///
    /// - Returns: false when it had ended by then.
    func killed(_ arguments: [String], after milliseconds: Int) async throws -> Bool {
        let running = RunningCommand()
        let command = recua.command(arguments)
        return try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask { try await command.run(onStart: { running.start($0) }) }
            group.addTask {
                try await Task.sleep(for: .milliseconds(milliseconds))
                running.signal(SIGKILL)
                return nil
            }
            for try await finished in group {
                guard let finished else { continue }
                group.cancelAll()
                return finished.status == .signalled(SIGKILL)
            }
            return false
        }
    }

    /// What SQLite says of the ledger: `ok`.
    func integrity() async throws -> String {
        let script = """
            import sqlite3, sys
            database = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
            print(database.execute("PRAGMA integrity_check").fetchone()[0])
            print(len(database.execute("PRAGMA foreign_key_check").fetchall()))
            """
        return try await TestTools.python(script, [ledger])
    }
}

extension Quarry {
    /// Brings everything up, which must succeed.
    func up(_ more: [String] = []) async throws {
        let finished = try await recua.command(["up"] + more).run()
        guard finished.succeeded else { throw Diagnostic("test.up", finished.output + finished.errorOutput) }
    }

    /// Names of the files in the store.
    func files() throws -> [String] { try Files.list("\(store)/sha256") }

    /// Runs the command where some folders are other than they are.
    func boxed(_ mounts: [String], _ arguments: [String]) async throws -> Finished {
        try await boxed(mounts, words: [RecuaBinary.path] + arguments)
    }

    func boxed(_ mounts: [String], script: String) async throws -> Finished {
        try await boxed(mounts, words: ["sh", "-c", script])
    }

    private func boxed(_ mounts: [String], words: [String]) async throws -> Finished {
        try await Command(
            "bwrap", ["--dev-bind", "/", "/"] + mounts + ["--"] + words, environment: recua.environment,
            folder: folder
        ).run()
    }
}

/// Lends a quarry to `body`.
func withQuarry(stacks: Int = 2, more: String = "", _ body: (Quarry) async throws -> Void) async throws {
    try await withScratchFolder { try await body(Quarry(stacks: stacks, in: $0, more: more)) }
}
