import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// What is left of a run that was asked to end.
@Suite struct SignalTests {
    private static let waiting = "one: { shelf: { waits: true }, probe: {} }\ntwo: { shelf: {}, probe: {} }"

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `after the first signal nothing is left running, and the ledger says what was`(signal: Int32) async throws {
        try await withToys(Self.waiting) { toys in
            let run = try await toys.whileRunning("up", "-j", "1") { running in
                try await toys.started()
                running.signal(signal)
            }
            #expect(run.status == .exited(130))
            #expect(try programs(of: toys).isEmpty)
            let history = try await toys.recua.json("history", "--run", "last", "--json")
            let record = try #require(history["runs"]?.array?.first)
            #expect(record["outcome"] == "cancelled" && record["counts"] == ["cancelled": 1])
            #expect(record["stacks"] == ["one"], "nothing new was started")
            #expect(!Files.exists(toys.scratch.path(".recua/scratch")))
        }
    }

    @Test func `two SIGTERMs at once, as timeout(1) sends them, are one`() async throws {
        try await withToys(Self.waiting) { toys in
            let run = try await toys.whileRunning("up", "-j", "1") { running in
                try await toys.started()
                running.signal(SIGTERM)
                running.signal(SIGTERM)
            }
            #expect(run.status == .exited(130))
            #expect(try programs(of: toys).isEmpty)
            let history = try await toys.recua.json("history", "--run", "last", "--json")
            #expect(history["runs"]?.array?.first?["outcome"] == "cancelled")
        }
    }

    @Test func `after the second nothing is left running either, and the next run goes on`() async throws {
        try await withToys("one: { shelf: { waits: true, isDeaf: true }, probe: {} }") { toys in
            _ = try await toys.whileRunning("up") { running in
                try await toys.started()
                running.signal(SIGTERM)
                try await running.tells("stopping: ")
                running.signal(SIGINT)
            }
            try await eventually("the program goes on without recua") { (try? programs(of: toys))?.isEmpty == true }
            let history = try await toys.recua.run("history").output
            #expect(history.contains("  recua up  cut off; 1 stack, 1 step\n"), "\(history)")
            try toys.letGo()
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("history").output.contains("was interrupted"))
        }
    }

    @Test func `what the second kills is not called cancelled, however long recua takes to end`() async throws {
        try await withToys("one: { shelf: { waits: true, isDeaf: true }, probe: {} }") { toys in
            let up = toys.recua.command("up")
            // Half a second goes by between the end of the program and recua's own.
            let slowly = [
                "-D", "-f", "-q", "--seccomp-bpf", "-o", toys.scratch.path("trace"), "-e", "trace=exit_group", "-e",
                "inject=exit_group:delay_enter=500000", up.executable,
            ]
            let slow = Command("strace", slowly + up.arguments, environment: up.environment, folder: up.folder)
            let running = RunningCommand()
            async let ended = slow.run(onStart: { running.start($0) }, onErrorLine: { running.add($0) })
            try await toys.started()
            running.signal(SIGINT)
            try await running.tells("stopping: ")
            running.signal(SIGINT)
            #expect(try await ended.status == .exited(130))
            let history = try await toys.recua.run("history").output
            #expect(history.contains("one: shelf cut off"), "\(history)")
        }
    }

    @Test func `a run whose results nobody reads goes on to its end, with its own exit status`() async throws {
        try await withToys("one: { shelf: {}, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }") { toys in
            let recua = toys.recua.command("up")
            let script =
                #""$0" up 2>errors | true; echo "${PIPESTATUS[0]}"; "$0" up --json 2>&1 | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}""#
            let run = try await Command(
                "bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output == "4\n4\n")
            #expect(try Files.readText(toys.scratch.path("errors")).contains("1 of 2 stacks failed: two"))
        }
    }

    @Test func `a run whose messages nobody reads goes on to its end`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            try toys.letGo()
            let recua = toys.recua.command("up")
            let script = #""$0" up 2> >(exec 0<&-; true); echo "ended $?""#
            let run = try await Command(
                "bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output.contains("1 stack done") && run.output.hasSuffix("ended 0\n"))
        }
    }

    @Test func `a terminal that is resized while a run goes on ends in order`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            let run = try await Terminal.run(
                toys.recua.command("up"), answer: "\u{3}", to: "of 4 steps", resized: (columns: 40, rows: 10))
            #expect(run.status == .exited(130))
            var terminal = TerminalModel(columns: 40)
            terminal.feed(run.output)
            #expect(!terminal.lines.contains { $0.contains("of 4 steps") }, "\(terminal.lines)")
        }
    }

    @Test func `Ctrl-C is not shown in a live view, and the terminal is afterwards as it was`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let recua = toys.recua.command("up")
            let script = #"""
                trap : INT; "$0" up; echo "ended $?"
                echo "[$(stty -a | grep -o -e '-\?echoctl' -e '-\?noflsh' | tr '\n' ' ')]"
                """#
            let shell = Command(
                "/bin/bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder)
            let run = try await Terminal.run(shell, answer: "\u{3}", to: "0 of 2 steps")
            #expect(run.output.contains("ended 130") && !run.output.contains("^C"), "\(run.output)")
            #expect(run.output.contains("[-noflsh echoctl ]"), "\(run.output)")
        }
    }

    @Test func `the key that quits ends it at once, and the terminal is as it was`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let recua = toys.recua.command("up")
            let script = #"""
                trap : QUIT; ulimit -c 0; "$0" up; echo "ended $?"
                echo "[$(stty -a | grep -o -e '-\?echoctl' -e '-\?noflsh' | tr '\n' ' ')]"
                """#
            let shell = Command(
                "/bin/bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder)
            let run = try await Terminal.run(shell, answer: "\u{1C}", to: "0 of 2 steps")
            #expect(run.output.contains("ended 131"), "\(run.output)")
            #expect(run.output.contains("[-noflsh echoctl ]"), "\(run.output)")
        }
    }

    /// The toys' programs that run.
    private func programs(of toys: ToyProject) throws -> [String] {
        try Files.list("/proc").filter { Int($0) != nil }.filter { pid in
            guard let words = try? Files.read("/proc/\(pid)/cmdline", limit: 1 << 16) else { return false }
            return String(decoding: words, as: UTF8.self).contains("\(toys.scratch.path)/toy.py")
                || folder(of: pid) == toys.scratch.path && String(decoding: words, as: UTF8.self).contains("toy.py")
        }
    }

    private func folder(of pid: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/\(pid)/cwd", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
