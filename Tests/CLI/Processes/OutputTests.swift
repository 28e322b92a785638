import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Results on standard output, all else on standard error; JSON for programs, colours for people.
@Suite struct OutputTests {
    private static let escape: Character = "\u{1B}"

    @Test func `standard output has results only, and progress goes to standard error`() async throws {
        try await withToys("one: { shelf: { says: creaks }, probe: {} }") { toys in
            let run = try await toys.recua.run("up")
            #expect(!run.output.contains("one/shelf") && run.output.contains("http://127.0.0.1:9/one"))
            #expect(run.errorOutput.contains("✓ one/shelf  http://127.0.0.1:9/one"))
            #expect(run.errorOutput.contains("warning: one/shelf: creaks"))
            #expect(!run.errorOutput.contains("1 stack done"))
        }
    }

    @Test func `nothing in a pipe is coloured unless it is asked for`() async throws {
        try await withToys { toys in
            for command in ["plan", "up", "status", "why", "doctor"] {
                let run = try await toys.recua.run(command)
                #expect(!(run.output + run.errorOutput).contains(Self.escape), "\(command)")
            }
        }
        try await withToys(environment: ["FORCE_COLOR": "1"]) { toys in
            let plan = try await toys.recua.run("plan")
            #expect(plan.output.contains(Self.escape))
        }
        try await withToys(environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"]) { toys in
            let plan = try await toys.recua.run("plan")
            #expect(!plan.output.contains(Self.escape))
        }
    }

    @Test func `a terminal shows a live view, and CI and dumb terminals do not`() async throws {
        let stacks = "one: { shelf: {}, probe: {} }"
        for (variables, isLive) in [([:], true), (["CI": "1"], false), (["TERM": "dumb"], false)]
            as [([String: String], Bool)]
        {
            try await withToys(stacks) { toys in
                let run = try await Terminal.run(toys.recua.command("up"), environment: variables)
                #expect(run.status == .exited(0), "\(run.output)")
                #expect(run.output.contains("one/shelf") && run.output.contains("1 stack done"))
                #expect(run.output.contains("\u{1B}[32m✓") == (variables["TERM"] != "dumb"))
                // Frames come ten times a second, so a quick run may well have none; what must not be is one in CI.
                if !isLive { #expect(!run.output.contains("A\u{1B}[0J") && !run.output.contains("\u{1B}[K")) }
            }
        }
    }

    @Test func `Ctrl-C in the middle of a live view leaves the screen in order`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let run = try await Terminal.run(toys.recua.command("up"), answer: "\u{3}", to: "0 of 2 steps")
            #expect(run.status == .exited(130), "\(run.output)")
            #expect(run.output.contains("\u{1B}[2A"), "there was a live view")
            var terminal = TerminalModel(columns: 80)
            terminal.feed(run.output)
            let stopping = try #require(terminal.lines.firstIndex { $0.contains("stopping: ") }, "\(terminal.lines)")
            let ended = try #require(
                terminal.lines.firstIndex { $0.contains("one/shelf  cancelled") }, "\(terminal.lines)")
            #expect(stopping < ended)
            #expect(!terminal.lines.contains { $0.contains("steps") || $0.contains("…") }, "\(terminal.lines)")
        }
    }

    @Test func `standard descriptors that are closed are nobody else's, and the status is the run's own`() async throws
    {
        try await withToys("one: { shelf: {}, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }") { toys in
            let recua = toys.recua.command("up")
            let script = #""$0" status --json >&-; echo "ended $?"; "$0" up <&- >&- 2>&-; echo "ended $?""#
            let run = try await Command(
                "bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output == "ended 0\nended 4\n" && run.errorOutput.isEmpty, "\(run)")
        }
    }

    @Test func `a reader that goes away is no error`() async throws {
        try await withToys { toys in
            let recua = toys.recua.command("plan")
            let shell = Command(
                "bash", ["-c", "set -o pipefail; \"$0\" schema | head -1; \"$0\" plan | true", recua.executable],
                environment: recua.environment, folder: recua.folder
            )
            let run = try await shell.run()
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(run.output == "{\n")
            #expect(run.errorOutput.isEmpty)
        }
    }

    @Test func `a full disk under standard output is an error`() async throws {
        try await withToys { toys in
            let recua = toys.recua.command("plan")
            let shell = Command(
                "bash", ["-c", "\"$0\" plan > /dev/full", recua.executable], environment: recua.environment,
                folder: recua.folder)
            let run = try await shell.run()
            #expect(run.status == .exited(1))
            #expect(run.errorOutput.contains("standard output cannot be written"))
        }
    }

    @Test func `a run whose results have no room tells what failed all the same, and its status is of that`()
        async throws
    {
        let stacks = "one: { shelf: {}, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }"
        try await withToys(stacks) { toys in
            let recua = toys.recua.command()
            let script = """
                for stack in '*' one one; do "$0" up "$stack" --progress quiet >/dev/full; echo "ended $?"; done
                "$0" up one >&2; echo "ended $?"
                """
            let run = try await Command(
                "bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            // What had nowhere to go is neither a success nor an answer that is kept.
            #expect(run.output == "ended 4\nended 1\nended 1\nended 0\n", "\(run)")
            #expect(run.errorOutput.contains("1 of 2 stacks failed: two"), "\(run.errorOutput)")
            let told = run.errorOutput.split(separator: "\n").count { $0.contains("standard output cannot be written") }
            #expect(told == 3, "\(run.errorOutput)")
        }
    }

    @Test func `a failure is told with its place, and what is related`() async throws {
        try await withToys("one: { shelf: {}, probe: {}, server: { contxt: 1 } }\none: {}") { toys in
            let run = try await toys.recua.run("plan")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("recua.yaml:8:42: error: unknown key `contxt`"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("^^^^^^ did you mean `context`?"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("recua.yaml:8:3: note: "), "\(run.errorOutput)")
        }
    }
}
