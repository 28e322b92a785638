import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The project's lock between processes, however they end.
@Suite(.timeLimit(.minutes(4))) struct LockHoldingTests {
    private static let waiting = "one: { shelf: { waits: true }, probe: {} }"

    @Test func `a second run says who is at it, since when, for how long, and at which step`() async throws {
        try await withToys(Self.waiting) { toys in
            _ = try await toys.whileRunning("up") { running in
                try await toys.started()
                let second = try await toys.recua.run("down", "--yes")
                let up = try await toys.recua.run("up")
                #expect(up.status == .exited(7), "\(second.output) \(up.errorOutput)")
                let pattern = #/in use by `recua up` \(process \d+\) since \d{4}-\S+Z, for \d+ s; it runs one/shelf/#
                #expect(up.errorOutput.contains(pattern), "\(up.errorOutput)")
                try toys.letGo()
            }
        }
    }

    @Test func `the lock's file may be removed as a stale one: a second run keeps out, and the first comes to its end`()
        async throws
    {
        try await withToys(Self.waiting) { toys in
            let first = try await toys.whileRunning("up") { _ in
                try await toys.started()
                try Files.remove(toys.scratch.path(".recua/lock"))
                let second = try await toys.recua.run("up")
                #expect(second.status == .exited(7) && second.errorOutput.contains("[run.locked]"), "\(second)")
                try toys.letGo()
            }
            #expect(first.status == .exited(0), "\(first.errorOutput)")
        }
    }

    @Test func `a run whose folder is removed does not say that all is well, and leaves what it knew`() async throws {
        try await withToys(Self.waiting) { toys in
            let first = try await toys.whileRunning("up") { _ in
                try await toys.started()
                try Files.remove(toys.scratch.path(".recua"))
                try toys.letGo()
            }
            #expect(first.status == .exited(1) && first.errorOutput.contains("[ledger.moved]"), "\(first)")
            let restored = try await toys.recua.run("doctor", "--restore-ledger")
            #expect(restored.output.contains("again: 1 stack"), "\(restored)")
            #expect(try await toys.recua.run("up").status == .exited(0))
        }
    }

    @Test func `--wait says once for whom, and Ctrl-C ends it`() async throws {
        try await withToys(Self.waiting) { toys in
            let first = try await toys.whileRunning("up") { _ in
                try await toys.started()
                let waited = try await toys.whileRunning("up", "--wait") { running in
                    try await running.tells("waiting until it is free")
                    running.signal(SIGINT)
                }
                #expect(waited.status == .exited(130), "\(waited.errorOutput)")
                #expect(waited.errorOutput.split(separator: "in use by").count == 2, "\(waited.errorOutput)")
                let last = try await toys.whileRunning("up", "--wait") { running in
                    try await running.tells("waiting until it is free")
                    try toys.letGo()
                }
                #expect(last.status == .exited(0), "\(last.errorOutput)")
            }
            #expect(first.status == .exited(0))
        }
    }

    @Test func `a holder that is stopped is named as such, readers answer, and gc works`() async throws {
        try await withToys(Self.waiting) { toys in
            let first = try await toys.whileRunning("up") { running in
                try await toys.started()
                running.signal(SIGSTOP)
                defer { running.signal(SIGCONT) }
                var refused = try await toys.recua.run("up")
                for _ in 0..<20 where !refused.errorOutput.contains("stopped") {
                    refused = try await toys.recua.run("up")
                }
                #expect(
                    refused.status == .exited(7) && refused.errorOutput.contains(", stopped)"), "\(refused.errorOutput)"
                )
                #expect(refused.errorOutput.contains("kill -CONT"))
                for command in [["status"], ["plan"], ["why"], ["gc", "--older-than", "0s"]] {
                    let finished = try await toys.recua.command(command).run()
                    #expect(finished.status == .exited(0), "\(command): \(finished.errorOutput)")
                }
                try toys.letGo()
            }
            #expect(first.status == .exited(0), "\(first.errorOutput)")
        }
    }

    @Test func `the lock goes with a holder that is killed, though what it started lives on`() async throws {
        try await withQuarry(stacks: 1, more: "leaves: true") { quarry in
            let running = RunningCommand()
            let command = quarry.recua.command("up")
            let children = quarry.path("children")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await command.run(onStart: { running.start($0) }) }
                try await eventually("nothing was started") { ((try? Files.readText(children)) ?? "").contains(" ") }
                running.signal(SIGKILL)
                group.cancelAll()
            }
            let living = try Files.readText(children).split(separator: " ").compactMap { pid_t($0) }
            defer { for pid in living { kill(pid, SIGKILL) } }
            #expect(kill(living[0], 0) == 0, "the child is gone")
            let next = try await quarry.recua.run("up", "--set", "shelf.leaves=false")
            #expect(next.status == .exited(0), "\(next.errorOutput)")
        }
    }

    @Test func `containers in which everybody is process 1 keep each other out, and nobody after their end`()
        async throws
    {
        try await withToys(Self.waiting) { toys in
            let inside = ["--dev-bind", "/", "/", "--unshare-pid", "--as-pid-1", "--proc", "/proc", "--"]
            func boxed(_ arguments: [String]) -> Command {
                let command = toys.recua.command(arguments)
                return Command(
                    "bwrap", inside + [command.executable] + arguments, environment: command.environment,
                    folder: command.folder)
            }
            let (first, second) = (boxed(["up"]), boxed(["up"]))
            try await withThrowingTaskGroup(of: Finished.self) { group in
                group.addTask { try await first.run() }
                try await toys.started()
                let refused = try await second.run()
                #expect(refused.status == .exited(7), "\(refused.errorOutput)")
                #expect(refused.errorOutput.contains("by `recua up` (process 1"), "\(refused.errorOutput)")
                try toys.letGo()
                #expect(try await group.next()?.status == .exited(0))
            }
            // What is written down names a process that lives: another one's.
            #expect(try Files.readText(toys.scratch.path(".recua/lock")).contains(#""process":1"#))
            let last = try await boxed(["up", "--set", "shelf.word=b"]).run()
            #expect(last.status == .exited(0), "\(last.errorOutput)")
        }
    }
}
