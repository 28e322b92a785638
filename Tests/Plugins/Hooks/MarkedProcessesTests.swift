import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaHooks

/// Which processes are taken for a hook's, and which are somebody else's.
struct MarkedProcessesTests {
    private static let path = ["PATH": "/usr/bin:/bin"]

    /// Runs a shell in a session of its own while `body` looks at it; `body` is given the numbers that it writes.
    private func whileRunning(
        _ script: String, mark: String, _ folder: ScratchFolder, writing count: Int = 1,
        _ body: ([pid_t]) async throws -> Void
    ) async throws {
        let command = Command(
            "sh", ["-c", script], environment: Self.path.merging([HookMark.variable: mark]) { own, _ in own },
            folder: folder.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await command.run() }
            var pids: [pid_t] = []
            while pids.count < count {
                await Task.yield()
                let text = (try? Files.readText(folder.path("pids"))) ?? ""
                pids = text.hasSuffix("\n") ? text.split(separator: "\n").compactMap { pid_t($0) } : []
            }
            defer { for pid in pids { kill(pid, SIGKILL) } }
            try await body(pids)
            group.cancelAll()
        }
    }

    @Test func `another folder at the same path has another mark, and its hook is left alone`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try Files.createFolder(folder.path("stack"))
            let other = HookMark.value(folder.path("stack"))
            #expect(rename(folder.path("stack"), folder.path("elsewhere")) == 0)
            try Files.createFolder(folder.path("stack"))
            #expect(HookMark.value(folder.path("stack")) != other)
            try await whileRunning("echo $$ >> pids; exec sleep 1000", mark: other, folder) { pids in
                try await bench.run(["run": "true"])
                #expect(MarkedProcesses.all(with: "\(HookMark.variable)=\(other)") == pids)
            }
            #expect(bench.lines == [])
        }
    }

    @Test func `a folder has one mark, whatever name leads to it`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("stack"))
            #expect(symlink(folder.path("stack"), folder.path("link")) == 0)
            #expect(HookMark.value(folder.path("link")) == HookMark.value(folder.path("stack")))
        }
    }

    @Test func `what started the one who looks is never among them, nor are the others of its session`() async throws {
        try await withScratchFolder { folder in
            let mark = "the mark of \(folder.path)"
            let script = """
                sleep 1000 & far=$!
                setsid -w sh -c 'sleep 1000 & near=$!; sleep 1000 & printf "%s\\n" $$ $near $! '$$' '$far' >> pids; wait'
                """
            try await whileRunning(script, mark: mark, folder, writing: 5) { pids in
                let entry = "\(HookMark.variable)=\(mark)"
                #expect(Set(pids).isSubset(of: MarkedProcesses.all(with: entry)))
                let seen = MarkedProcesses.all(with: entry, besides: pids[1])
                // Its session's leader, itself, its neighbour, and the first shell above them all.
                #expect(Set(pids.prefix(4)).isDisjoint(with: seen))
                #expect(seen.contains(pids[4]))
            }
        }
    }
}
