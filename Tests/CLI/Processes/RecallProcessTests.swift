import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Commands that find nothing new, as processes.
@Suite struct RecallProcessTests {
    /// What a command did, by strace.
    private struct Deeds {
        var finished: Finished
        var lines: [String]

        /// Calls of these names that were made, and did something.
        func calls(_ names: String...) -> [String] {
            lines.filter { line in names.contains { line.contains(" \($0)(") } }
        }
    }

    /// Commands that only look, or that find nothing to do.
    @Test(arguments: [
        ["up"], ["up", "--json"], ["plan"], ["plan", "--json"], ["status"], ["why"], ["validate"], ["up", "one"],
    ])
    func `the second answer costs no write, no lock, no process, no socket and no YAML`(arguments: [String])
        async throws
    {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let first = try await settled(toys, arguments)
            let deeds = try await traced(toys, arguments)
            #expect(deeds.finished.output == first.output && deeds.finished.errorOutput == first.errorOutput)
            #expect(deeds.finished.status == first.status)
            #expect(!deeds.lines.isEmpty, "the trace is empty")
            #expect(deeds.calls("execve").count == 1)
            for call in [
                "clone", "clone3", "fork", "vfork", "socket", "connect", "flock", "mkdir", "rename", "unlink", "fsync",
            ] {
                #expect(deeds.calls(call).isEmpty, "\(deeds.calls(call))")
            }
            #expect(deeds.calls("write", "pwrite64", "writev").allSatisfy { $0.contains("write(1, ") })
            let opened = deeds.calls("open", "openat").joined(separator: "\n")
            #expect(!opened.contains("O_WRONLY") && !opened.contains("O_RDWR") && !opened.contains("O_CREAT"))
            #expect(!opened.contains("recua.yaml") && !opened.contains("ledger.db") && opened.contains("/answers/"))
        }
    }

    @Test func `a run leaves its answer behind, so that the very next one is at once`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let deeds = try await traced(toys, ["up"])
            #expect(deeds.finished.output.hasSuffix("1 stack up to date\n"), "\(deeds.finished.output)")
            #expect(deeds.calls("clone3", "flock").isEmpty)
        }
    }

    @Test func `completion of names reads the manifest once`() async throws {
        try await withToys("one: { shelf: {} }\ntwo: { shelf: {} }") { toys in
            let words = ["---completion", "up", "--", "positional@0", "2", "0", "recua", "up", ""]
            let first = try await settled(toys, words)
            #expect(first.output.contains("one") && first.output.contains("two"))
            // Other words, the same names.
            let deeds = try await traced(toys, words.dropLast() + ["t"])
            #expect(deeds.finished.output == first.output)
            #expect(!deeds.calls("open", "openat").contains { $0.contains("recua.yaml") })
        }
    }

    /// Something that an answer rests on.
    enum Change: String, CaseIterable, Sendable {
        case manifest, plugin, newLockFile, ledgerGone, otherRun, environment, profileOfAnotherName
    }

    @Test(arguments: Change.allCases)
    func `what changed is noticed`(change: Change) async throws {
        try await withToys("one: { shelf: { word: \"${env:WORD}\" }, probe: {} }", environment: ["WORD": "a"]) { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await settled(toys, ["plan"]).output.contains("up to date"))
            let after = try await make(change, toys)
            #expect(!after.output.contains("1 stack up to date"), "\(after.output)")
        }
    }

    @Test func `a stack that was taken down is not said to be up`() async throws {
        try await withToys { toys in
            let first = try await toys.recua.run("up")
            #expect(first.status == .exited(0))
            #expect(try await settled(toys, ["status"]).output.contains("up"))
            #expect(try await toys.recua.run("down").status == .exited(0))
            #expect(try await toys.recua.run("status").output.contains("down"))
            #expect(try await toys.recua.run("up").output.contains("http://127.0.0.1:9/one"))
        }
    }

    @Test func `a store that cannot be written to, and answers that are garbage, change nothing`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let first = try await settled(toys, ["status"])
            for name in try Files.list(toys.scratch.path("store/answers")) {
                try toys.scratch.write("garbage", to: "store/answers/\(name)")
            }
            #expect(try await toys.recua.run("status").output == first.output)
            try Files.remove(toys.scratch.path("store/answers"))
            try toys.scratch.write("", to: "store/answers")
            #expect(try await toys.recua.run("status").output == first.output)
            #expect(try await toys.recua.run("up").output.hasSuffix("1 stack up to date\n"))
        }
    }

    @Test func `events asked for are written each time`() async throws {
        try await withToys { toys in
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0))
            for name in ["first", "second"] {
                #expect(try await toys.recua.run("up", "--events", name).status == .exited(0))
                #expect(try Files.readText(toys.scratch.path(name)).contains("\"version\""))
            }
        }
    }

    /// Asks until nothing is young any more and the answer is kept: file times must be able to tell what came before.
    private func settled(_ toys: ToyProject, _ arguments: [String]) async throws -> Finished {
        let answers = toys.scratch.path("store/answers")
        let before = Set((try? Files.list(answers)) ?? [])
        for _ in 0..<100 {
            let finished = try await toys.recua.command(arguments).run()
            let deeds = try await traced(toys, arguments)
            if deeds.calls("clone3").isEmpty || !Set((try? Files.list(answers)) ?? []).isSubset(of: before) {
                return finished
            }
        }
        throw Diagnostic("test.never", "no answer is kept")
    }

    private func traced(_ toys: ToyProject, _ arguments: [String]) async throws -> Deeds {
        let path = toys.scratch.path("trace")
        let command = toys.recua.command(arguments)
        let finished = try await Command(
            "strace", ["-f", "-s", "200", "-o", path, command.executable] + arguments, environment: command.environment,
            folder: command.folder
        ).run(hint: "apt install strace")
        return Deeds(finished: finished, lines: try Files.readText(path).split(separator: "\n").map(String.init))
    }

    private func make(_ change: Change, _ toys: ToyProject) async throws -> Finished {
        switch change {
        case .manifest: try toys.write("one: { shelf: { word: b }, probe: {} }")
        case .plugin: try toys.scratch.write(toyProgram + "\n# another byte\n", to: "toy.py", mode: 0o755)
        case .newLockFile: try toys.scratch.write("not a lock file: [", to: "recua.lock")
        case .ledgerGone: try Files.remove(toys.scratch.path(".recua"))
        case .otherRun: #expect(try await toys.recua.run("down").status == .exited(0))
        case .environment:
            return try await RecuaBinary(in: toys.scratch.path, environment: ["WORD": "b"]).run("plan")
        case .profileOfAnotherName: return try await toys.recua.run("plan", "--profile", "none")
        }
        return try await toys.recua.run("plan")
    }
}
