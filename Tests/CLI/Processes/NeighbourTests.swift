import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A project in several files, of which one is asked for by itself.
@Suite struct NeighbourTests {
    private static let head = "recua: 1\nproject: toys\n"
    private static let plugins = """
        plugins: { shelf: { run: [../toy.py, shelf], sandbox: none } }
        defaults: { target: shelf }

        """
    private static let other = "\(head)stacks: { two: { shelf: { word: b } } }\n"

    /// Two files of one project, whose stacks are all up.
    private func withFiles(_ body: (ScratchFolder, RecuaBinary) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try folder.write(toyProgram, to: "toy.py", mode: 0o755)
            try folder.write(
                "\(Self.head)\(Self.plugins)stacks: { one: { shelf: { word: a } } }\n", to: "stacks/a.yaml")
            try folder.write(Self.other, to: "stacks/b.yaml")
            let recua = RecuaBinary(in: folder.path)
            let up = try await recua.run("deploy")
            #expect(up.status == .exited(0), "\(up.errorOutput)")
            try await body(folder, recua)
        }
    }

    /// Names of the stacks that are up, by all files.
    private func up(_ recua: RecuaBinary) async throws -> [JSON?] {
        let stacks = try await recua.json("status", "--json")["stacks"]?.array ?? []
        return stacks.filter { $0["state"] == "up" }.map { $0["name"] }
    }

    @Test func `stacks of another file of the project are no orphans`() async throws {
        try await withFiles { _, recua in
            for command in ["plan", "status"] {
                let output = try await recua.run(command, "-f", "stacks/a.yaml").output
                #expect(output.contains("one") && !output.contains("two"), "\(output)")
            }
            let down = try await recua.run("down", "--orphans", "-f", "stacks/a.yaml")
            #expect(down.output == "nothing is deployed that has left the manifest\n")
            #expect(down.errorOutput.contains("left alone: two, which another manifest here has"), "\(down)")
            let named = try await recua.run("down", "--orphans", "two", "-f", "stacks/a.yaml")
            #expect(named.status == .exited(2) && named.errorOutput.contains("`two` is in another manifest here"))
            #expect(try await recua.run("gc", "--older-than", "0s", "-f", "stacks/a.yaml").status == .exited(0))
            #expect(try await up(recua) == ["one", "two"])
        }
    }

    @Test func `what no file has any more is an orphan, whichever is asked for`() async throws {
        try await withFiles { folder, recua in
            try folder.write("\(Self.head)stacks: {}\n", to: "stacks/b.yaml")
            let plan = try await recua.run("plan", "-f", "stacks/a.yaml").output
            #expect(plan.contains("two is not in the manifest any more"), "\(plan)")
            let down = try await recua.run("down", "--orphans", "-f", "stacks/a.yaml")
            #expect(down.output == "1 stack down\n", "\(down)")
        }
    }

    @Test(arguments: ["stacks:\n  - two", "stack: { two: {} }", "stacks: { other: {} }\nstacks: { two: {} }"])
    func `a mistake in a file beside makes no orphans of what it declared`(rest: String) async throws {
        try await withFiles { folder, recua in
            try folder.write("\(Self.head)\(rest)\n", to: "stacks/b.yaml")
            let down = try await recua.run("down", "--orphans", "--yes", "-f", "stacks/a.yaml")
            #expect(down.status == .exited(2) && down.errorOutput.contains("manifest.neighbour"), "\(down)")
            try folder.write(Self.other, to: "stacks/b.yaml")
            #expect(try await up(recua) == ["one", "two"])
        }
    }

    @Test func `a plan that is kept beside the manifest declares nothing`() async throws {
        try await withFiles { folder, recua in
            #expect(try await recua.run("plan", "--out", "t.plan").status == .exited(0))
            try folder.write("\(Self.head)stacks: {}\n", to: "stacks/b.yaml")
            let down = try await recua.run("down", "--orphans", "-f", "stacks/a.yaml")
            #expect(down.output == "1 stack down\n", "\(down)")
        }
    }

    @Test func `a file beside that cannot be read is named, and nothing is called an orphan`() async throws {
        try await withFiles { folder, recua in
            try folder.write("\(Self.head)stacks: { two: [\n", to: "stacks/b.yaml")
            for command in ["plan", "status"] {
                let looked = try await recua.run(command, "-f", "stacks/a.yaml")
                #expect(looked.status == .exited(0) && !looked.output.contains("still known"), "\(looked)")
                #expect(looked.output.contains("up, perhaps not in any manifest") == (command == "status"))
                #expect(looked.errorOutput.contains("stacks/b.yaml` may declare stacks of this project"), "\(looked)")
            }
            let stacks = try await recua.json("status", "--json", "-f", "stacks/a.yaml")["stacks"]?.array ?? []
            #expect(stacks.map { $0["name"] } == ["one", "two"] && stacks.map { $0["declared"] } == [true, .null])
            let down = try await recua.run("down", "--orphans", "-f", "stacks/a.yaml")
            #expect(down.status == .exited(2) && down.errorOutput.contains("manifest.neighbour"), "\(down)")
            let kept = try await recua.run("gc", "--older-than", "0s", "-f", "stacks/a.yaml")
            #expect(kept.status == .exited(0) && kept.errorOutput.contains("warning: `"), "\(kept)")
            #expect(kept.errorOutput.contains("stacks/b.yaml` may declare stacks of this project"), "\(kept)")
            let notes = try await recua.json("gc", "--json", "--dry-run", "-f", "stacks/a.yaml")["notes"]
            #expect(notes?[0]?["code"] == "manifest.neighbour")
            try folder.write(Self.other, to: "stacks/b.yaml")
            #expect(try await up(recua) == ["one", "two"])
        }
    }
}
