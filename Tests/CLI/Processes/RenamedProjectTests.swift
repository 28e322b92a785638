import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A manifest whose `project:` is another than it was when it was deployed.
@Suite struct RenamedProjectTests {
    private static let stacks = "one: { shelf: {}, probe: {} }\ntwo: { shelf: {}, probe: {} }"
    private static let summary =
        "project `toys`, which no manifest here has any more, still has one, two; name the project so again, or "
        + "`recua down --project toys` takes them down"

    private func withRenamed(_ body: (ToyProject) async throws -> Void) async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try rename(toys, from: "toys", to: "games")
            try await body(toys)
        }
    }

    private func rename(_ toys: ToyProject, from old: String, to new: String, as file: String = "recua.yaml") throws {
        let text = try Files.readText(toys.scratch.path("recua.yaml"))
        try toys.scratch.write(
            text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0 == "project: \(old)" ? "project: \(new)" : String($0)
            }.joined(separator: "\n"), to: file)
    }

    @Test func `nothing is deployed a second time, and what stands is told with the way out`() async throws {
        try await withRenamed { toys in
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(2) && up.errorOutput.contains("[plan.project-renamed]"), "\(up.errorOutput)")
            #expect(
                up.errorOutput.contains("one, two of project `toys`, which no manifest here has any more, still stand"))
            #expect(try await toys.recua.run("status").output.hasSuffix("\(Self.summary)\n"))
            let status = try await toys.recua.json("status", "--json")
            #expect(status["stranded"]?.array?.map { $0["project"] } == ["toys", "toys"])
            let plan = try await toys.recua.run("plan").output
            #expect(
                plan.contains(
                    "! two of project `toys`, which no manifest here has any more: shelf answers at "
                        + "http://127.0.0.1:9/two (`recua down --project toys two`)\n"), "\(plan)")
            let orphans = try await toys.recua.run("down", "--orphans")
            #expect(
                orphans.output == "nothing is deployed that has left the manifest\n"
                    && orphans.errorOutput.contains(Self.summary))
        }
    }

    @Test func `what stands goes by the old name, and then the stacks are made under the new one`() async throws {
        try await withRenamed { toys in
            #expect(try await toys.recua.run("down", "--project", "toys", "one").output == "1 stack down\n")
            #expect(try await toys.recua.run("up", "two").status == .exited(2))
            let one = try await toys.recua.run("up", "one")
            #expect(one.status == .exited(0) && one.errorOutput.contains("still has two;"), "\(one.errorOutput)")
            #expect(try await toys.recua.run("down", "--project", "toys").output == "1 stack down\n")
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0) && !up.errorOutput.contains("toys"), "\(up.errorOutput)")
        }
    }

    @Test func `orphans are not asked for of a project that is taken down whole`() async throws {
        try await withRenamed { toys in
            let down = try await toys.recua.run("down", "--project", "toys", "--orphans")
            #expect(down.status == .exited(2) && down.errorOutput.contains("[usage.arguments]"), "\(down.errorOutput)")
            #expect(try await toys.recua.run("down", "--project", "toys").output == "2 stacks down\n")
        }
    }

    @Test func `named back, the project has all it had`() async throws {
        try await withRenamed { toys in
            try rename(toys, from: "games", to: "toys")
            #expect(try await toys.recua.run("up").output.hasSuffix("2 stacks up to date\n"))
        }
    }

    @Test func `only a project that left something and has no manifest is taken down by its name`() async throws {
        try await withRenamed { toys in
            for (name, help) in [("nope", "known: toys"), ("games", "leave `--project` out")] {
                let down = try await toys.recua.run("down", "--project", name)
                #expect(down.status == .exited(2) && down.errorOutput.contains(help), "\(down.errorOutput)")
            }
            try rename(toys, from: "games", to: "toys", as: "toys.yaml")
            let down = try await toys.recua.run("down", "--project", "toys")
            #expect(down.status == .exited(2) && down.errorOutput.contains("with `-f`"), "\(down.errorOutput)")
        }
    }

    @Test func `nothing that lies beside the manifest and is none keeps that from being told`() async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.run("up", "--events", "run.events").status == .exited(0))
            for (command, file) in [("plan", "plan.json"), ("status", "stacks/status.json")] {
                try toys.scratch.write(try await toys.recua.run(command, "--json").output, to: file)
            }
            #expect(try await toys.recua.run("plan", "--out", "today.plan", "-f", "recua.yaml").status == .exited(0))
            try toys.scratch.write("project: toys\n", to: "notes.txt")
            try toys.scratch.write("project: My models\n", to: "README.txt")
            try toys.scratch.write(#"{"parserOptions": {"project": "./tsconfig.json"}}"#, to: ".eslintrc.json")
            try rename(toys, from: "toys", to: "games")
            let up = try await toys.recua.run("up", "-f", "recua.yaml")
            #expect(up.status == .exited(2) && up.errorOutput.contains("[plan.project-renamed]"), "\(up.errorOutput)")
            #expect(try await toys.recua.run("status", "-f", "recua.yaml").output.hasSuffix("\(Self.summary)\n"))
        }
    }

    @Test func `where it cannot be told whether a manifest has it, that is told, and there is a way out`() async throws
    {
        try await withRenamed { toys in
            try toys.scratch.write("recua: 1\nproject: toys\nstacks: [\n", to: "old.yaml")
            for command in ["plan", "status", "down"] {
                let looked = try await toys.recua.run(command, "-f", "recua.yaml")
                #expect(looked.status == .exited(0) && !looked.output.contains("any more"), "\(looked)")
                #expect(looked.errorOutput.contains("old.yaml` may be the manifest of project `toys`"), "\(looked)")
            }
            let up = try await toys.recua.run("up", "-f", "recua.yaml")
            #expect(up.status == .exited(2) && up.errorOutput.contains("[plan.project-renamed]"), "\(up.errorOutput)")
            #expect(up.errorOutput.contains("old.yaml` may be"), "\(up.errorOutput)")
            let down = try await toys.recua.run("down", "--project", "toys", "-f", "recua.yaml")
            #expect(down.output == "2 stacks down\n" && down.errorOutput.contains("old.yaml` may be"), "\(down)")
            #expect(try await toys.recua.run("up", "-f", "recua.yaml").status == .exited(0))
        }
    }

    @Test func `a project whose manifest lies beside this one has nothing to do with it`() async throws {
        try await withRenamed { toys in
            for file in ["toys.yaml", "stacks/toys.yml", "other"] {
                try rename(toys, from: "games", to: "toys", as: file)
                let plan = try await toys.recua.run("plan", "-f", "recua.yaml")
                #expect(!plan.output.contains("toys"), "\(file): \(plan.output)")
                try Files.remove(toys.scratch.path(file))
                let again = try await toys.recua.run("plan", "-f", "recua.yaml")
                #expect(again.output.contains("of project `toys`"), "\(file): \(again.output)")
            }
            try rename(toys, from: "games", to: "toys", as: "toys.yaml")
            let up = try await toys.recua.run("up", "-f", "recua.yaml")
            #expect(
                up.status == .exited(0) && up.errorOutput.contains("one, two stand as well as project `toys`"), "\(up)")
            #expect(try await toys.recua.run("status", "-f", "toys.yaml").output.contains("http://127.0.0.1:9/two"))
        }
    }
}
