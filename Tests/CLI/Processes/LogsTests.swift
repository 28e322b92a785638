import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct LogsTests {
    @Test func `logs shows the last lines of the server`() async throws {
        try await withToys { toys in
            let before = try await toys.recua.run("logs", "one")
            #expect(before.status == .exited(1) && before.errorOutput.contains("`recua up one` deploys it"))
            try toys.scratch.write("first\nsecond\nthird\n", to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("logs", "one", "-n", "2").output == "second\nthird\n")
            let near = try await toys.recua.run("logs", "oen")
            #expect(near.status == .exited(2) && near.errorOutput.contains("did you mean `one`?"))
        }
    }

    @Test func `of a stack whose deployment failed it is said where its steps' words are`() async throws {
        try await withToys("one: { shelf: { error: toy.broken }, probe: {} }") { toys in
            _ = try await toys.recua.run("up")
            let run = try await toys.recua.run("logs", "one")
            #expect(
                run.errorOutput.contains("`recua logs 1 one` shows what its steps logged in run 1"),
                "\(run.errorOutput)")
            #expect(try await toys.recua.run("logs", "1", "one").output.contains("the toy is broken"))
        }
    }

    @Test func `what the commands of a run said moves no cursor`() async throws {
        let hook = #"{ before: deployment, run: "printf 'a\\033[2Jb\\rc\\n  d\\te\\n'" }"#
        try await withToys("one: { shelf: {}, probe: {}, hooks: { odd: \(hook) } }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let lines = try await toys.recua.run("logs", "1").output.split(whereSeparator: \.isNewline)
            #expect(lines.map { $0.dropFirst(25) } == ["info a [2Jb", "info c", "info   d e"], "\(lines)")
        }
    }

    @Test func `what a server wrote moves no cursor, nor does what the program says that shows it`() async throws {
        try await withToys { toys in
            let written = "a\u{1B}[2Jb\n\u{1B}]0;title\u{07}c\nd\u{9B}2Je\rf\n  indented\tby one\n"
            try toys.scratch.write(written, to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            let shown = try await toys.recua.run("logs", "one").output
            #expect(shown == "a [2Jb\n]0;title c\nd 2Je f\n  indented by one\n")
            try Files.createFolder(toys.scratch.path("bin"))
            try toys.scratch.write(
                #"""
                #!/bin/sh
                printf 'a\033[2Jb\n' >&2
                """#, to: "bin/tail", mode: 0o755)
            let path = toys.scratch.path("bin") + ":/usr/bin:/bin"
            let odd = RecuaBinary(in: toys.scratch.path, environment: ["PATH": path])
            #expect(try await odd.run("logs", "one").errorOutput == "a [2Jb\n")
        }
    }

    @Test func `logs --follow ends when its reader does`() async throws {
        try await withToys { toys in
            try toys.scratch.write("first\n", to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            let recua = toys.recua.command("logs")
            // The second line is what finds the reader gone.
            let script = #"("$0" logs one --lines 100000 --follow; echo "ended $?" >&2) | head -1"#
            let writer = #"(while sleep 0.1; do echo more >> toy.log; done) & writer=$!; trap 'kill $writer' EXIT; "#
            let run = try await Command(
                "bash", ["-c", writer + script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output == "first\n")
            #expect(run.errorOutput.contains("ended 0"), "\(run.errorOutput)")
        }
    }

    @Test func `Ctrl-C ends logs --follow without a word: nothing is cancelled by it`() async throws {
        try await withToys { toys in
            try toys.scratch.write("first\n", to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            let running = RunningCommand()
            let logs = toys.recua.command("logs", "one", "--follow")
            async let ended = logs.run(onStart: { running.start($0) }, onOutputLine: { running.add($0) })
            try await running.tells("first")
            running.signal(SIGINT)
            let run = try await ended
            #expect(run.status == .exited(130) && running.told == ["first"] && run.errorOutput == "")
        }
    }

    @Test func `what the steps of a run logged is kept and found, a program's standard error too`() async throws {
        let stacks = """
            one: { shelf: { mutters: opening the drawer, notes: put up }, probe: {} }
            two: { shelf: { says: creaks }, probe: { notes: knocked } }
            """
        try await withToys(stacks) { toys in
            #expect(try await toys.recua.run("logs", "--run", "last").status == .exited(2))
            // One at a time: what a program that serves several steps mutters may come from any of them.
            _ = try await toys.recua.run("up", "--jobs", "1")
            let all = try await toys.recua.run("logs", "1").output
            let lines = all.split(separator: "\n").map { $0.hasPrefix("20") ? $0.dropFirst(25) : $0 }
            // Standard output and standard error of a program come in no order.
            #expect(Set(lines[..<3]) == ["==> one/shelf <==", "debug opening the drawer", "notice put up"])
            #expect(lines[3...] == ["==> two/probe <==", "notice knocked", "==> two/shelf <==", "warning creaks"])
            for arguments in [["1", "one"], ["one", "--run", "1"], ["o*", "--run", "last"]] {
                let one = try await toys.recua.command(["logs"] + arguments).run().output
                let lines = one.split(separator: "\n").map { $0.dropFirst(25) }
                #expect(Set(lines) == ["debug opening the drawer", "notice put up"])
            }
            let end = try await toys.recua.run("logs", "1", "one", "-n", "1").output
            #expect(end.split(separator: "\n").count == 1 && all.contains(end))
            #expect(try await toys.recua.run("logs", "1", "--follow").status == .exited(2))
            #expect(try await toys.recua.run("logs").status == .exited(2))
        }
    }

    @Test func `a failure is told with the end of its log and where the whole is`() async throws {
        try await withToys("one: { shelf: { mutters: opening the drawer, error: toy.broken }, probe: {} }") { toys in
            let run = try await toys.recua.run("up")
            #expect(
                run.errorOutput.contains(
                    """

                    one/shelf
                    error: the toy is broken  [toy.broken]
                      help: mend the toy
                      │ opening the drawer
                      log: .recua/logs/1/one/shelf.log

                    1 of 1 stack failed: one; the same command goes on from here

                    """), "\(run.errorOutput)")
            let log = try await toys.recua.run("logs", "1").output
            #expect(log.hasSuffix(" error the toy is broken\n"), "\(log)")
        }
    }

    @Test func `one problem of many stacks is told once`() async throws {
        let stacks = (1...8).map { "s\($0): { shelf: { error: toy.broken }, probe: {} }" }.joined(separator: "\n")
        try await withToys(stacks) { toys in
            let run = try await toys.recua.run("up")
            #expect(run.errorOutput.split(separator: "\n").count { $0.contains("[toy.broken]") } == 1)
            let names = "s1/shelf, s2/shelf, s3/shelf, s4/shelf, s5/shelf and 3 more steps"
            #expect(run.errorOutput.contains("\n\(names)\nerror: "), "\(run.errorOutput)")
        }
    }

    @Test func `a stack that logged nothing is there all the same, and nobody is sent to look for its log`()
        async throws
    {
        try await withToys("loud: { shelf: { notes: put up }, probe: {} }\nquiet: { shelf: {}, probe: {} }") { toys in
            _ = try await toys.recua.run("up")
            let quiet = try await toys.recua.run("logs", "1", "quiet")
            #expect(quiet.status == .exited(1) && quiet.errorOutput.contains("[logs.none]"), "\(quiet.errorOutput)")
            #expect(try await toys.recua.run("logs", "1", "quiet", "loud").output.hasSuffix(" notice put up\n"))
            let mistyped = try await toys.recua.run("logs", "1", "qiet")
            #expect(mistyped.status == .exited(2) && mistyped.errorOutput.contains("did you mean `quiet`?"))
            _ = try await toys.recua.run("down")
            let server = try await toys.recua.run("logs", "quiet")
            #expect(server.errorOutput.contains("`recua history quiet` shows"), "\(server.errorOutput)")
        }
    }

    @Test func `a run that logged nothing says so`() async throws {
        try await withToys { toys in
            _ = try await toys.recua.run("up")
            let run = try await toys.recua.run("logs", "1")
            #expect(run.status == .exited(1) && run.errorOutput.contains("[logs.none]"))
            #expect(!Files.exists(toys.scratch.path(".recua/logs")))
        }
    }
}
