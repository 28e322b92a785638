import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// How often a command starts a program that it meets for the first time, and whether it ends it.
@Suite struct PluginStartsTests {
    /// Notes each `shutdown` that it is asked for.
    private static let program = tableProgram().replacing(
        "    elif id is not None:\n",
        with: """
                elif method == "shutdown":
                    with open("farewells", "a") as file:
                        file.write("x")
                    send(id, {})
                elif id is not None:

            """)

    private func farewells(_ project: PluginProject) -> String {
        (try? Files.readText(project.scratch.path("farewells"))) ?? ""
    }

    private func withTable(
        _ stacks: String = "one: { target: table, table: { wood: oak } }",
        _ body: @escaping @Sendable (PluginProject) async throws -> Void
    ) async throws {
        try await withPlugins { project in
            try project.scratch.write(Self.program, to: "table.py", mode: 0o755)
            try project.write("{ table: { run: [./table.py], sandbox: none } }", stacks: stacks)
            try await body(project)
        }
    }

    @Test(arguments: ["validate", "plan", "deploy"])
    func `a program that checks is started once, also the first time, and ended`(command: String) async throws {
        try await withTable { project in
            try await project.run(command)
            #expect(project.starts.count == 1)
            #expect(farewells(project) == "x")
            try await project.run(command)
            #expect(project.starts.count == 1, "what it said is kept")
        }
    }

    @Test(arguments: [
        "one: { target: table, table: { wood: oak, legs: 13 } }", "one: { target: table, table: { wood: tin } }",
        "one: { target: nowhere, table: { wood: oak } }",
    ])
    func `a command that fails ends what it started`(stacks: String) async throws {
        try await withTable(stacks) { project in
            for command in ["validate", "up"] {
                let run = try await project.recua.run(command)
                #expect(run.status == .exited(2), "\(run.output)\(run.errorOutput)")
            }
            #expect(!project.starts.isEmpty && farewells(project).count == project.starts.count)
        }
    }

    @Test func `a command that only reads what a program says of itself ends it`() async throws {
        try await withTable { project in
            try await project.run("schema")
            #expect(project.starts.count == 1 && farewells(project) == "x")
        }
    }
}
