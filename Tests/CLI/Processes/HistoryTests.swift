import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct HistoryCommandTests {
    private static let stacks = """
        one: { shelf: { word: a, notes: put up }, probe: {} }
        two: { shelf: { word: a }, probe: {} }
        """

    @Test func `history lists the runs: when, who, what, how long, and what changed why`() async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.run("history").output == "nothing was run yet\n")
            #expect(try await toys.recua.run("history", "1").status == .exited(2))
            _ = try await toys.recua.run("up", "-j", "1")
            try toys.write(Self.stacks.replacing("word: a }", with: "word: b, error: toy.broken }"))
            _ = try await toys.recua.run("up", "two")
            _ = try await toys.recua.run("down", "one")
            let lines = try await toys.recua.run("history").output.split(separator: "\n").map(String.init)
            let user = RunAuthor.current.user ?? "", host = RunAuthor.current.host ?? ""
            #expect(lines.count == 7, "\(lines)")
            #expect(lines[0].hasPrefix("3    20") && lines[0].contains("  \(user)@\(host)  recua down one  "))
            #expect(lines[0].hasSuffix(" s  1 removed") && lines[1] == "     removed: one/shelf")
            #expect(lines[2].contains("  recua up two  ") && lines[2].hasSuffix(" s  failed: 1 of 1 step"))
            #expect(lines[3].hasPrefix("     two: shelf failed (section shelf."), "\(lines[3])")
            #expect(lines[4].hasPrefix("1    20") && lines[4].contains(" ago)") || lines[4].contains("(just now)"))
            #expect(lines[4].hasSuffix(" s  2 stacks, 4 steps"))
            #expect(
                lines[5...] == [
                    "     one: shelf, probe (for the first time)", "     two: shelf, probe (for the first time)",
                ])
            let last = try await toys.recua.run("history", "--limit", "1")
            #expect(last.output.split(separator: "\n").map(String.init) == Array(lines[..<2]))
        }
    }

    @Test func `history of a run tells all of it, by number or as the last`() async throws {
        try await withToys(Self.stacks) { toys in
            _ = try await toys.recua.run("up", "-j", "1")
            let runs = [["1"], ["--run", "1"], ["--run", "last"]]
            for arguments in runs {
                let output = try await toys.recua.command(["history"] + arguments).run().output
                #expect(
                    output.hasPrefix("1    20") && output.contains(", recua \(RecuaVersion.current)\n"), "\(output)")
                #expect(output.contains("\none\n    ✓  shelf  ") && output.contains("\n\ntwo\n    ✓  shelf  "))
                #expect(output.contains("log: .recua/logs/1/one/shelf.log") && !output.contains("two/shelf.log"))
            }
            for arguments in [["history", "7"], ["logs", "7"]] {
                let run = try await toys.recua.command(arguments).run()
                #expect(run.status == .exited(2) && run.errorOutput.contains("no run 7 is on record"))
            }
        }
    }

    @Test func `history of a stack tells its steps over time`() async throws {
        try await withToys(Self.stacks) { toys in
            _ = try await toys.recua.run("up", "-j", "1")
            _ = try await toys.recua.run("smoke", "one")
            let lines = try await toys.recua.run("history", "one").output.split(separator: "\n")
            #expect(lines.count == 3 && lines[0].hasPrefix("2  ") && lines[0].contains("  probe  ✓  "))
            #expect(lines[0].hasSuffix("asked for") && lines[1].contains("report "))
            let near = try await toys.recua.run("history", "oen")
            #expect(near.status == .exited(2) && near.errorOutput.contains("did you mean `one`?"))
        }
    }

    @Test func `history as JSON has a version, and steps where they are asked for`() async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.json("history", "--json")["runs"] == [])
            _ = try await toys.recua.run("up", "-j", "1")
            let list = try await toys.recua.json("history", "--json")
            #expect(list["version"] == 1 && list["project"] == "toys")
            let run = try #require(list["runs"]?.array?.first)
            #expect(run["run"] == 1 && run["command"] == "recua up" && run["outcome"] == "succeeded")
            #expect(run["counts"] == ["done": 4] && run["stacks"] == ["one", "two"] && run["steps"] == nil)
            #expect(run["seconds"]?.number != nil && run["user"]?.string != nil && run["recua"]?.string != nil)
            let whole = try await toys.recua.json("history", "--run", "last", "--json")
            let step = try #require(whole["runs"]?.array?.first?["steps"]?.array?.first)
            #expect(step["stack"] == "one" && step["plugin"] == "shelf" && step["status"] == "done")
            #expect(step["reasons"] == ["not run yet"] && step["log"] == "logs/1/one/shelf.log")
            let stack = try await toys.recua.json("history", "two", "--json")
            #expect(stack["steps"]?.array?.count == 2)
        }
    }

    @Test func `history takes no lock, and tells what is under way`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let run = try await toys.whileRunning("up") { running in
                try await toys.started()
                let output = try await toys.recua.run("history").output
                #expect(output.contains("  recua up  running; 1 stack, 1 step\n"), "\(output)")
                try toys.letGo()
            }
            #expect(run.status == .exited(0))
        }
    }

    @Test func `a reader that goes away is no error`() async throws {
        try await withToys("one: { shelf: { notes: put up }, probe: {} }") { toys in
            _ = try await toys.recua.run("up", "-j", "1")
            let recua = toys.recua.command("history")
            let script = #"set -o pipefail; for c in history status "logs 1" "history 1"; do "$0" $c | true; done"#
            let run = try await Command(
                "bash", ["-c", script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.status == .exited(0) && run.errorOutput.isEmpty, "\(run.errorOutput)")
        }
    }
}
