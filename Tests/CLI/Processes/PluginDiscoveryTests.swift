import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Plugins that nobody declares, and where they are looked for.
@Suite(.timeLimit(.minutes(4))) struct PluginDiscoveryTests {
    /// In the order of their rank.
    private static let places = [
        "plugins/recua-plugin-table", ".local/share/recua/plugins/recua-plugin-table", "bin/recua-plugin-table",
    ]

    /// A project that declares nothing, with a folder of its own in `PATH`.
    private func withNothingDeclared(
        environment: [String: String] = [:], _ body: @Sendable (PluginProject) async throws -> Void
    ) async throws {
        try await withPlugins("") { project in
            let path = "\(project.scratch.path("bin")):/usr/local/bin:/usr/bin:/bin"
            let recua = RecuaBinary(
                in: project.scratch.path, environment: ["PATH": path].merging(environment) { $1 })
            try await body(
                PluginProject(scratch: project.scratch, recua: recua, server: project.server, origin: project.origin))
        }
    }

    @Test func `the project's comes before the user's, and that before the one in PATH, if it may be used`()
        async throws
    {
        try await withNothingDeclared(environment: ["RECUA_PATH_PLUGINS": "1"]) { project in
            for (place, version) in zip(Self.places, ["3.0.0", "2.0.0", "1.0.0"]).reversed() {
                try project.scratch.write(tableProgram(version), to: place, mode: 0o755)
                #expect(try await project.run("deploy").output.contains("/\(version)/oak"))
            }
            try project.scratch.write(tableProgram("4.0.0"), to: "own.py", mode: 0o755)
            try project.write("{ table: own.py }")
            #expect(try await project.run("deploy").output.contains("/4.0.0/oak"), "what is declared comes first")
        }
    }

    @Test func `XDG_DATA_HOME moves the user's folder`() async throws {
        try await withScratchFolder { data in
            try await withNothingDeclared(environment: ["XDG_DATA_HOME": data.path]) { project in
                try data.write(tableProgram(), to: "recua/plugins/recua-plugin-table", mode: 0o755)
                try await project.run("validate")
            }
        }
    }

    @Test func `one in PATH is named by the error, and used when it is allowed`() async throws {
        try await withNothingDeclared { project in
            let path = try project.scratch.write(tableProgram(), to: Self.places[2], mode: 0o755)
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("unknown section `table` in stack `one`"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("there is `\(path)`, which is used only with --allow-path-plugins"))
            try await project.run("validate", "--allow-path-plugins")
            #expect(try await project.run("deploy", "--allow-path-plugins").output.contains("/1.0.0/oak"))
            #expect(try await project.recua.run("deploy").status == .exited(2), "it is asked for each time")
        }
    }

    @Test func `one that is not executable is named by the error`() async throws {
        try await withNothingDeclared { project in
            let path = try project.scratch.write(tableProgram(), to: Self.places[0])
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("chmod +x \(path)"), "\(run.errorOutput)")
        }
    }

    @Test func `a folder in PATH that is relative is not looked into`() async throws {
        try await withNothingDeclared(environment: ["PATH": "bin:.:/usr/bin:/bin", "RECUA_PATH_PLUGINS": "1"]) {
            project in
            try project.scratch.write(tableProgram(), to: Self.places[2], mode: 0o755)
            #expect(try await project.recua.run("validate").status == .exited(2))
        }
    }

    @Test func `a target is looked for as a section is, also one of the command line`() async throws {
        try await withNothingDeclared { project in
            let program = tableProgram().replacing("\"required\": [\"wood\"]", with: "\"required\": []")
            try project.scratch.write(
                program.replacing("[\"table\"][\"wood\"]", with: "[\"table\"].get(\"wood\", \"elm\")"),
                to: Self.places[0], mode: 0o755)
            try project.write("", stacks: "one: { target: table }")
            #expect(try await project.run("deploy").output.contains("/1.0.0/elm"))
            try project.write("", stacks: "one: {}")
            #expect(try await project.run("deploy", "--target", "table").output.contains("/1.0.0/elm"))
        }
    }

    @Test func `recua lock pins what is found, and --locked wants the user's own to be pinned`() async throws {
        try await withNothingDeclared { project in
            try project.scratch.write(tableProgram(), to: Self.places[1], mode: 0o755)
            let open = try await project.recua.run("validate", "--locked")
            #expect(open.status == .exited(5) && open.errorOutput.contains("[lock.open]"), "\(open.errorOutput)")
            try await project.run("lock")
            #expect(try project.entry() == ["sha256": .string(Digest(of: tableProgram()).hex)])
            try await project.run("validate", "--locked")
            // One that comes before it is another one.
            try project.scratch.write(tableProgram("2.0.0"), to: Self.places[0], mode: 0o755)
            #expect(try await project.run("validate").errorOutput.contains("is not the one that `recua.lock` names"))
            try project.write("", stacks: "one: {}")
            #expect(try await project.run("lock").output.contains("1 dropped"))
        }
    }

    @Test func `what was deployed by one that was found is taken down when no stack asks for it any more`()
        async throws
    {
        try await withNothingDeclared { project in
            let effect = tableProgram().replacing("\"provides\"", with: "\"effect\": True, \"provides\"")
            try project.scratch.write(effect, to: Self.places[0], mode: 0o755)
            try await project.run("deploy")
            try project.write("", stacks: "other: { target: local }")
            let run = try await project.recua.run("down", "--orphans")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(run.output == "1 stack down\n", "\(run.output)")
        }
    }

    @Test func `an answer that is kept is forgotten when a plugin appears, changes or goes`() async throws {
        try await withNothingDeclared { project in
            let places = Self.places.map { project.scratch.path($0) }
            try project.scratch.write(tableProgram(), to: Self.places[1], mode: 0o755)
            try await project.run("deploy")
            #expect(try await settled(project).contains("/1.0.0/"))
            try project.scratch.write(tableProgram("2.0.0"), to: Self.places[0], mode: 0o755)
            #expect(try await project.run("deploy").output.contains("/2.0.0/"), "one came before it")
            #expect(try await settled(project).contains("/2.0.0/"))
            try Files.remove(places[0])
            #expect(try await settled(project).contains("/1.0.0/"))
            try project.scratch.write(tableProgram("1.1.0"), to: Self.places[1], mode: 0o755)
            #expect(try await settled(project).contains("/1.1.0/"))
            try Files.remove(places[1])
            #expect(try await project.recua.run("deploy").status == .exited(2))
        }
    }

    @Test func `recua plugin list shows the one that counts, and says of the others why they do not`() async throws {
        try await withNothingDeclared(environment: ["RECUA_PATH_PLUGINS": "1"]) { project in
            for place in Self.places { try project.scratch.write(tableProgram(), to: place, mode: 0o755) }
            try project.scratch.write(tableProgram(name: "lamp"), to: "plugins/recua-plugin-lamp", mode: 0o755)
            try project.scratch.write(tableProgram(name: "chair"), to: "plugins/recua-plugin-chair")
            let list = try JSON(parsing: try await project.run("plugin", "list", "--json").output)
            let table = list["plugins"]?.array?.first { $0["name"] == "table" }
            #expect(table?["origin"] == "project" && table?["digest"]?.string == Digest(of: tableProgram()).hex)
            let first = "`\(project.scratch.path(Self.places[0]))` comes before it"
            #expect(
                list["idle"]?.array?.compactMap { $0["reason"]?.string } == [
                    "is not executable", "no stack asks for it", first, first,
                ])
            let told = try await project.run("plugin", "list").errorOutput
            #expect(told.contains("plugin `table` is not in use: `\(project.scratch.path(Self.places[1]))`"), "\(told)")
        }
    }

    @Test func `nothing is looked for while every section has its plugin`() async throws {
        try await withNothingDeclared { project in
            try project.scratch.write(tableProgram(), to: "own.py", mode: 0o755)
            try project.write("{ table: own.py }")
            try await project.run("deploy")
            let trace = try await traced(project, "plan")
            #expect(!trace.isEmpty && !trace.contains("recua-plugin-"))
            try project.write("", stacks: "one: { target: table, table: { wood: oak } }")
            try project.scratch.write(tableProgram(), to: Self.places[0], mode: 0o755)
            let looked = try await traced(project, "plan")
            #expect(looked.contains("plugins/recua-plugin-table"))
            #expect(!looked.contains(".local/share") && !looked.contains("bin/recua-plugin"), "the first one counts")
        }
    }

    /// Asks until the answer is one that is kept.
    private func settled(_ project: PluginProject) async throws -> String {
        for _ in 0..<100 {
            let output = try await project.run("deploy").output
            if !(try await traced(project, "deploy")).contains("clone3(") { return output }
        }
        throw Diagnostic("test.never", "no answer is kept")
    }

    private func traced(_ project: PluginProject, _ argument: String) async throws -> String {
        let path = project.scratch.path("trace")
        let command = project.recua.command(argument)
        _ = try await Command(
            "strace", ["-f", "-s", "200", "-o", path, command.executable, argument], environment: command.environment,
            folder: command.folder
        ).run(hint: "apt install strace")
        return try Files.readText(path)
    }
}
