import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `--progress`: one run, shown to people, programs and GitHub Actions.
@Suite struct ProgressModeTests {
    private static let stacks = """
        one: { shelf: { notes: 98.4 MB sent, mutters: opening the drawer }, probe: {} }
        two: { shelf: { mutters: where is it, error: toy.broken }, probe: {} }
        """

    @Test func `json gives every event to who reads standard error, and results to standard output`() async throws {
        try await withToys(Self.stacks) { toys in
            let run = try await toys.recua.run("up", "--progress", "json")
            #expect(run.status == .exited(4))
            #expect(try await EventSchema.complaints(run.errorOutput) == "")
            #expect(run.errorOutput.contains(#""message":"98.4 MB sent""#))
            #expect(run.output.contains("http://127.0.0.1:9/one"))
            try toys.write("one: { shelf: { notes: 98.4 MB sent, mutters: opening the drawer }, probe: {} }")
            let fresh = try await toys.recua.run("up", "--progress", "json")
            #expect(fresh.status == .exited(0))
            #expect(try await EventSchema.complaints(fresh.errorOutput) == "")
            #expect(fresh.errorOutput.contains(#""outcome":"succeeded""#), "\(fresh.errorOutput)")
        }
    }

    @Test func `json tells what is wrong with the manifest, too`() async throws {
        try await withToys("one: { shelf: { wrod: a }, probe: {} }", environment: ["RECUA_PROGRESS": "json"]) { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(2))
            #expect(try await EventSchema.complaints(run.errorOutput, isWhole: false) == "")
            let lines = try run.errorOutput.split(separator: "\n").map { try JSON(parsing: String($0)) }
            #expect(lines.map { $0["type"] } == ["version", "diagnostic"])
            #expect(lines.last?["code"] == "manifest.unknown-key" && lines.last?["place"]?["start"]?["line"] == 8)
        }
    }

    @Test func `quiet says nothing of what goes well`() async throws {
        try await withToys(Self.stacks) { toys in
            let run = try await toys.recua.run("up", "one", "--progress", "quiet")
            #expect(run.status == .exited(0) && run.errorOutput.isEmpty && run.output.contains("9/one"))
            let failed = try await toys.recua.run("up", "two", "--progress", "quiet")
            #expect(failed.errorOutput.contains("error: the toy is broken  [toy.broken]"))
            #expect(failed.errorOutput.contains("1 of 1 stack failed: two"))
        }
    }

    @Test func `what cannot be shown is refused before anything runs`() async throws {
        try await withToys { toys in
            let live = try await toys.recua.run("up", "--progress", "live")
            #expect(live.status == .exited(2) && live.errorOutput.contains("[usage.progress]"))
            let odd = try await toys.recua.run("up", "--progress", "loud")
            #expect(odd.status == .exited(2) && odd.errorOutput.contains("  - quiet\n  - github  ["))
            let both = try await toys.recua.run("up", "--json", "--events", "-")
            #expect(both.status == .exited(2) && both.errorOutput.contains("[usage.events]"))
            #expect(!Files.exists(toys.scratch.path(".recua")))
        }
        try await withToys(environment: ["RECUA_PROGRESS": "loud"]) { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(2) && run.errorOutput.contains("`RECUA_PROGRESS` is `loud`"))
        }
    }

    @Test func `live and plain can be had where they would not be chosen`() async throws {
        try await withToys { toys in
            let run = try await Terminal.run(toys.recua.command("up", "--progress", "plain"))
            #expect(run.status == .exited(0) && run.output.contains("✓") && !run.output.contains("\u{1B}[K"))
        }
        try await withToys("one: { shelf: { waits: true }, probe: {} }", environment: ["CI": "1"]) { toys in
            let command = toys.recua.command("up", "--progress", "live")
            let run = try await Terminal.run(command, answer: "\u{3}", to: "0 of 2 steps")
            #expect(run.status == .exited(130))
        }
    }

    @Test(arguments: ["-", "/dev/tty", "/dev/stderr"])
    func `on a terminal to which the events go nothing is drawn again, and every line is whole`(place: String)
        async throws
    {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let run = try await Terminal.run(
                toys.recua.command("up", "--events", place), answer: "\u{3}", to: "\"step.started\"")
            #expect(run.status == .exited(130) && !run.output.contains("\r\u{1B}["), "\(run.output)")
            let lines = run.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }
            #expect(try await EventSchema.complaints(lines.joined(separator: "\n") + "\n") == "")
            let live = toys.recua.command("up", "--events", place, "--progress", "live")
            let refused = try await Terminal.run(live, answer: "\u{3}", to: "\"step.started\"")
            #expect(refused.status == .exited(2) && refused.output.contains("[usage.progress]"), "\(refused.output)")
        }
    }

    @Test func `in GitHub Actions steps are groups, failures are annotations, and the page has a summary`() async throws
    {
        try await withToys(Self.stacks) { toys in
            let variables = [
                "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": toys.scratch.path,
                "GITHUB_STEP_SUMMARY": toys.scratch.path("summary.md"),
            ]
            let recua = RecuaBinary(in: toys.scratch.path, environment: variables)
            // One at a time: what a program that serves several steps mutters may come from any of them.
            let run = try await recua.run("up", "--jobs", "1")
            let lines = run.errorOutput.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("✓ one/shelf  http://127.0.0.1:9/one; 98.4 MB sent") })
            #expect(lines.contains { $0.hasPrefix("::group::✗ two/shelf  the toy is broken") }, "\(run.errorOutput)")
            #expect(lines.contains("debug: where is it") && !lines.contains("debug: opening the drawer"))
            #expect(lines.contains("::error title=toy.broken::the toy is broken%0Amend the toy"))
            let summary = try Files.readText(toys.scratch.path("summary.md"))
            #expect(summary.hasPrefix("### `recua up`: 1 of 2 stacks failed after "))
            #expect(summary.contains("| ❌ | two | shelf: the toy is broken (toy.broken) | "))
            #expect(summary.contains("| ✅ | one | http://127.0.0.1:9/one | "))
        }
    }

    @Test func `in GitHub Actions no stream says on another's behalf what the runner obeys`() async throws {
        let command = "::error file=a::b ##[add-mask]c"
        try await withToys("one: { shelf: {}, probe: { asks: '\(command)' } }") { toys in
            let recua = RecuaBinary(in: toys.scratch.path, environment: ["GITHUB_ACTIONS": "true"])
            let run = try await recua.run("up")
            #expect(run.output.contains("\n| ::error file=a::b # #[add-mask]c  "), "\(run.output)")
            let told = try await recua.run("smoke", "--progress", "json", "--json")
            let streamed = try await recua.run("smoke", "--events", "-")
            for text in [told.output, told.errorOutput, streamed.output] {
                #expect(text.contains("::error file=a::b") && !text.contains("##["), "\(text)")
            }
            #expect(try await EventSchema.complaints(streamed.output) == "")
            let stacks = try JSON(parsing: told.output)["stacks"]
            let report = stacks?.array?.first?["steps"]?.array?.last?["artifact"]
            #expect(report?["cases"]?.array?.first?["name"]?.string == command, "\(told.output)")
        }
    }

    @Test func `in GitHub Actions a mistake in the manifest is marked in its line`() async throws {
        try await withToys("one: { shelf: { wrod: a }, probe: {} }") { toys in
            let variables = ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": Files.folder(of: toys.scratch.path)]
            let run = try await RecuaBinary(in: toys.scratch.path, environment: variables).run("up")
            let folder = toys.scratch.path.split(separator: "/").last ?? ""
            #expect(
                run.errorOutput.contains(
                    "::error file=\(folder)/recua.yaml,line=8,col=19,endColumn=22,title=manifest."),
                "\(run.errorOutput)")
        }
    }
}
