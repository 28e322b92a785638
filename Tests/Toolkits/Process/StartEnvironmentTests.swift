import Glibc
import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaProcess

/// What is known of processes by the variables that they were started with.
@Suite struct StartEnvironmentTests {
    /// Lends the number of a process that does nothing but become the next program, the same one.
    private func withRestless(_ environment: [String: String], _ body: (pid_t) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let script = try folder.write("exec sh \"$0\"\n", to: "again")
            let command = Command(
                "/bin/sh", [script], environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
            let (started, start) = AsyncStream.makeStream(of: pid_t.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { start.finish() }
                    _ = try? await command.run(onStart: { start.yield($0) })
                }
                let pid = try #require(await started.first { _ in true })
                defer { group.cancelAll() }
                try await body(pid)
            }
        }
    }

    @Test func `a process is known by its mark also while it becomes another program`() async throws {
        let mark = "the mark of \(UInt64.random(in: 0 ... .max))"
        try await withRestless(["RECUA_TEST_MARK": mark]) { pid in
            let entry = "RECUA_TEST_MARK=\(mark)"
            var overlooked = 0
            for _ in 0..<4_000 where StartEnvironment.bytes(of: pid)?.firstRange(of: Array(entry.utf8)) == nil {
                overlooked += 1
            }
            #expect(overlooked == 0)
            #expect(MarkedProcesses.all(with: entry) == [pid])
        }
    }

    @Test func `what was left behind is ended also while it becomes another program`() async throws {
        for _ in 0..<20 {
            try await withScratchFolder { folder in
                let script = try folder.write("exec sh \"$0\"\n", to: "again")
                let starting = Command(
                    "sh", ["-c", "sh '\(script)' & echo $! >&3; wait"], environment: ["PATH": "/usr/bin:/bin"])
                let daemon = try await Daemon.start(starting, logFile: folder.path("log"))
                let child = try #require(Int32(daemon.announcement).flatMap { Deployment.Process(pid: $0) })
                kill(daemon.process.pid, SIGKILL)
                while daemon.process.isAlive { await Task.yield() }
                await daemon.process.end()
                let isLeft = child.isAlive
                #expect(!isLeft)
                if isLeft { kill(child.pid, SIGKILL) }
            }
        }
    }

    @Test func `one that was started without variables has none, and is not waited for`() async throws {
        let (started, start) = AsyncStream.makeStream(of: pid_t.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { start.finish() }
                _ = try? await Command("/usr/bin/sleep", ["1000"], environment: [:]).run(onStart: { start.yield($0) })
            }
            let pid = try #require(await started.first { _ in true })
            defer { group.cancelAll() }
            #expect(StartEnvironment.bytes(of: pid) == [])
        }
    }
}
