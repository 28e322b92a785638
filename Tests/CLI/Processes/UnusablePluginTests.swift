import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// One program that cannot be used stops nothing that goes without it.
@Suite struct UnusablePluginTests {
    @Test func `down takes down the stacks that need no broken plugin, and names it for the one that does`()
        async throws
    {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try declare(toys, adding: "  ghost: { run: [./gone.py] }\n")
            let down = try await toys.recua.run("down")
            #expect(down.status == .exited(0) && down.output == "1 stack down\n", "\(down.errorOutput)")
        }
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try Files.remove(toys.scratch.path("toy.py"))
            let down = try await toys.recua.run("down")
            #expect(down.status == .exited(1), "\(down.output)")
            #expect(
                down.errorOutput.contains("one/shelf") && down.errorOutput.contains("toy.py"), "\(down.errorOutput)")
        }
    }

    @Test func `a test of what was taken down without its plugin does not count for what comes next`() async throws {
        try await withToys { toys in
            let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
            try toys.scratch.write(
                manifest.replacing("[./toy.py, probe]", with: "[./probe.py, probe]"), to: "recua.yaml")
            try toys.scratch.write(toyProgram, to: "probe.py", mode: 0o755)
            #expect(try await toys.recua.run("up").status == .exited(0))
            try Files.remove(toys.scratch.path("probe.py"))
            #expect(try await toys.recua.run("down").status == .exited(0))
            try toys.scratch.write(toyProgram, to: "probe.py", mode: 0o755)
            let up = try await toys.recua.json("up", "--json")
            let ran = up["stacks"]?[0]?["steps"]?.array?.map { $0["plugin"] }
            #expect(ran == ["shelf", "probe"], "\(up.text())")
        }
    }

    @Test func `plugin list tells of a plugin that cannot be used, and shows the others`() async throws {
        try await withToys { toys in
            try declare(toys, adding: "  ghost: { run: [./gone.py] }\n  spirit: { run: [./away.py] }\n")
            let list = try await toys.recua.run("plugin", "list")
            #expect(list.status == .exited(1) && list.output.contains("shelf"), "\(list.output)")
            #expect(list.errorOutput.contains("gone.py") && list.errorOutput.contains("away.py"), "\(list.errorOutput)")
            let json = try JSON(parsing: try await toys.recua.run("plugin", "list", "--json").output)
            #expect(json["unusable"]?.array?.map { $0["name"] } == ["ghost", "spirit"])
            let plan = try await toys.recua.run("plan")
            #expect(plan.errorOutput.contains("gone.py") && plan.errorOutput.contains("away.py"), "\(plan.errorOutput)")
        }
    }

    @Test func `mistakes inside the stacks are told together with plugins that cannot be used`() async throws {
        let stacks =
            "one: { shelf: { word: 3 }, probe: {}, ghost: { a: 1 } }\ntwo: { shelf: {}, server: { contxt: 1 } }"
        try await withToys(stacks) { toys in
            try declare(toys, adding: "  ghost: { run: [./gone.py] }\n")
            let validate = try await toys.recua.run("validate", "--all")
            #expect(validate.status == .exited(2))
            for told in ["gone.py", "`shelf.word`", "unknown key `contxt`"] {
                #expect(validate.errorOutput.contains(told), "\(validate.errorOutput)")
            }
            #expect(!validate.errorOutput.contains("unknown-section"), "nobody knows what `ghost` would bring")
        }
    }

    @Test func `so are mistakes in what is said of the plugins themselves`() async throws {
        try await withToys("one: { shelf: { word: a }, server: { contxt: 1 } }") { toys in
            try declare(toys, adding: "  ghost: { run: [./toy.py], sandbx: none }\n")
            let validate = try await toys.recua.run("validate", "--all")
            #expect(validate.status == .exited(2))
            for told in ["unknown key `sandbx`", "unknown key `contxt`"] {
                #expect(validate.errorOutput.contains(told), "\(validate.errorOutput)")
            }
            #expect(!validate.errorOutput.contains("unknown-section"), "\(validate.errorOutput)")
        }
    }

    private func declare(_ toys: ToyProject, adding plugins: String) throws {
        let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
        try toys.scratch.write(manifest.replacing("plugins:\n", with: "plugins:\n\(plugins)"), to: "recua.yaml")
    }
}
