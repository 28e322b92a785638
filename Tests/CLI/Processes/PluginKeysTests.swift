import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The keys of plugins that are programs: in the editor, and in messages.
@Suite(.timeLimit(.minutes(4))) struct PluginKeysTests {
    private func withTable(
        _ stacks: String = "one: { target: table, table: { wood: oak } }",
        _ body: @Sendable (PluginProject) async throws -> Void
    ) async throws {
        try await withPlugins { project in
            try project.scratch.write(tableProgram(), to: "table.py", mode: 0o755)
            try project.write("{ table: { run: ./table.py, sandbox: none } }", stacks: stacks)
            try await body(project)
        }
    }

    @Test func `the schema has them with all that the plugin says of them, named or not`() async throws {
        try await withTable { project in
            for arguments in [["schema"], ["schema", "-f", "recua.yaml"]] {
                let schema = try JSON(parsing: try await project.recua.command(arguments).run().output)
                let keys = schema["$defs"]?["section.table"]?["properties"]
                #expect(keys?["legs"]?["description"] == "How many legs it has" && keys?["legs"]?["default"] == 4)
                #expect(keys?["wood"]?["anyOf"]?.array?.first?["enum"] == ["oak", "ash"])
                #expect(keys?["glue"]?["writeOnly"] == true)
                let stack = schema["$defs"]?["stack"]?["properties"]
                #expect(stack?["table"]?["$ref"] == "#/$defs/section.table")
                #expect(stack?["target"]?["anyOf"]?.array?.first?["enum"]?.array?.contains("table") == true)
            }
            #expect(project.starts.count == 1, "what it says of itself is kept")
        }
    }

    @Test func `a section belongs to one plugin`() async throws {
        try await withTable { project in
            let smoke = tableProgram(name: "zip").replacing("{\"zip\": section}", with: "{\"smoke\": section}")
            try project.scratch.write(smoke, to: "zip.py", mode: 0o755)
            try project.write(
                "{ table: { run: ./table.py, sandbox: none }, zip: { run: ./zip.py, sandbox: none } }",
                stacks: "one: { target: table, table: { wood: oak } }")
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(2), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("[plugin.section-taken]"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("owns the section `smoke`, which belongs to `smoke`"))
        }
    }

    @Test(arguments: ["hooks", "smoke", "local", "image"])
    func `no program takes the place of a built-in plugin`(name: String) async throws {
        try await withTable { project in
            try project.scratch.write(tableProgram(name: name), to: "own.py", mode: 0o755)
            let declared = "table: { run: ./table.py, sandbox: none }"
            try project.write("{ \(declared), \(name): { run: ./own.py, sandbox: none } }")
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(2), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("recua.yaml:3:"), "\(run.errorOutput)")
            #expect(
                run.errorOutput.contains("`\(name)` is a plugin of Recua's own")
                    && run.errorOutput.contains("[plugin.name-taken]"))
            let check = try await project.recua.run("plugin", "check", "./own.py")
            #expect(check.status == .exited(1) && check.output.contains("`\(name)` is a plugin"), "\(check.output)")
        }
    }

    @Test func `the kinds of hooks belong to hooks`() async throws {
        try await withTable { project in
            let warm = tableProgram(name: "zip").replacing(
                "\"provides\": \"deployment\"", with: "\"provides\": \"hooks.warm\"")
            try project.scratch.write(warm, to: "zip.py", mode: 0o755)
            try project.write("{ zip: { run: ./zip.py, sandbox: none } }", stacks: "one: { zip: { wood: oak } }")
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(2) && run.errorOutput.contains("[plugin.kind-taken]"), "\(run.errorOutput)")
            let check = try await project.recua.run("plugin", "check", "./zip.py")
            #expect(check.status == .exited(1) && check.output.contains("hooks.warm"), "\(check.output)")
        }
    }

    @Test func `plugins that are found are in it before a stack asks for them, and one that is broken is left out`()
        async throws
    {
        try await withTable { project in
            try project.scratch.write(tableProgram(name: "chair"), to: "plugins/recua-plugin-chair", mode: 0o755)
            try project.scratch.write("#!/bin/sh\nexit 3\n", to: "plugins/recua-plugin-broken", mode: 0o755)
            try project.scratch.write(tableProgram(name: "lamp"), to: "plugins/recua-plugin-lamp")
            let run = try await project.run("schema")
            let definitions = try JSON(parsing: run.output)["$defs"]
            #expect(definitions?["section.chair"] != nil && definitions?["section.lamp"] == nil)
            #expect(run.errorOutput.contains("warning: plugin `broken`"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("plugins/recua-plugin-broken`"), "\(run.errorOutput)")
        }
    }

    @Test func `without a manifest, or with one that cannot be read, it is that of the built-in plugins`() async throws
    {
        try await withTable { project in
            try Files.remove(project.scratch.path("recua.yaml"))
            let bare = try await project.run("schema")
            #expect(bare.errorOutput.isEmpty)
            try project.scratch.write(
                "recua: 1\nproject: p\nplugins: { x: https://a.test/x }\nstacks: {}\n", to: "recua.yaml")
            let told = try await project.run("schema")
            #expect(told.output == bare.output && told.errorOutput.contains("[plugin.not-locked]"))
            #expect(try await project.recua.run("schema", "-f", "recua.yaml").status == .exited(5))
        }
    }

    @Test(
        arguments: [
            ("{ wod: oak }", "19: error: unknown key `wod` in `table`", "did you mean `wood`?"),
            ("{ wood: pine }", "25: error: ", "`oak`"),
            ("{ wood: oak, legs: 2 }", "36: error: ", "3"),
            ("{ legs: 4 }", "10: error: missing key `wood` in `table`", "What it is made of"),
        ]
    )
    func `a mistake is told with its place and what was meant, and the plugin is started once for it`(
        section: String, place: String, help: String
    ) async throws {
        try await withTable("one: { table: \(section) }") { project in
            for _ in 0..<3 {
                let run = try await project.recua.run("validate")
                #expect(run.status == .exited(2))
                #expect(run.errorOutput.contains("recua.yaml:5:\(place)"), "\(run.errorOutput)")
                #expect(run.errorOutput.contains(help) && run.errorOutput.contains("^"), "\(run.errorOutput)")
            }
            #expect(project.starts.count == 1)
        }
    }

    @Test func `what the plugin itself finds is told in the same way, and asked once`() async throws {
        try await withTable("one: { target: table, table: { wood: oak, legs: 13 } }") { project in
            for _ in 0..<2 {
                let run = try await project.recua.run("validate")
                #expect(run.status == .exited(2))
                #expect(
                    run.errorOutput.contains("recua.yaml:5:51: error: 13 legs  [table.unlucky]"), "\(run.errorOutput)")
            }
            // The process that says what it is looks as well.
            #expect(project.starts.count == 1)
        }
    }

    @Test func `validate, plan and deploy start nothing to be told what is known`() async throws {
        try await withTable { project in
            try await project.run("validate")
            let before = project.starts.count
            try await project.run("validate")
            try await project.run("plan")
            #expect(project.starts.count == before)
            try await project.run("deploy")
            #expect(project.starts.count == before + 1, "for the work itself")
            try await project.run("deploy")
            try await project.run("plan")
            #expect(project.starts.count == before + 1)
        }
    }
}
