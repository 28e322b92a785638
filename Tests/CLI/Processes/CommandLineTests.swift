import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaCLI

/// What a person meets before any manifest is read.
@Suite struct CommandLineTests {
    @Test func `recua alone says what to type first`() async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run()
            #expect(run.status == .exited(0))
            #expect(run.output.contains("recua up"))
            #expect(run.errorOutput.isEmpty)
        }
    }

    @Test func `what is preloaded and changes the environment before main takes away no argument`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(
                "#include <stdlib.h>\n__attribute__((constructor)) static void f(void) { setenv(\"SOME\", \"1\", 1); }\n",
                to: "early.c")
            let library = scratch.path("early.so")
            let compiler = Command(
                "gcc", ["-shared", "-fPIC", "-o", library, scratch.path("early.c")],
                environment: ["PATH": "/usr/bin:/bin"])
            _ = try await compiler.runChecked(hint: "apt install gcc libc6-dev")
            let recua = RecuaBinary(in: scratch.path, environment: ["LD_PRELOAD": library])
            #expect(try await recua.run("--version").output == "\(Recua.version)\n")
            #expect(try await recua.run("no-such-command").status == .exited(2))
            #expect(try await recua.run("").status == .exited(2))
        }
    }

    @Test(arguments: ["--version", "-v", "-V"]) func `the version is one line`(option: String) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run(option)
            #expect(run.status == .exited(0))
            #expect(run.output == "\(Recua.version)\n")
        }
    }

    @Test(arguments: CommandLineArguments.commandNames + ["help"])
    func `every command explains itself on standard output`(name: String) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run(name, "--help")
            #expect(run.status == .exited(0))
            #expect(run.output.contains("OVERVIEW: ") && run.output.contains("USAGE: recua"))
            #expect(run.errorOutput.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["statsu"], "there is no command `statsu`", "did you mean `recua status`?"),
            (["help", "bild"], "there is no command `bild`", "did you mean `recua build`?"),
            (["frobnicate"], "there is no command `frobnicate`", "recua --help lists the commands"),
            (["up", "--jsn"], "unknown option '--jsn'. Did you mean '--json'?", "recua up --help lists its options"),
            (["--json", "status"], "unknown option '--json'", "options come after the command: recua status …"),
            (["up", "--jobs", "many"], "'many' is invalid", "recua up --help"),
            (["up", "--jobs", "0"], "--jobs must be at least 1", "recua up --help"),
            (["up", "--set"], "missing value for '--set", "recua up --help"),
            (["logs"], "name a stack, or a run", "recua logs --help"),
            (["logs", "one", "--lines=-1"], "--lines must be at least 0", "recua logs --help"),
            (["completion", "tcsh"], "'tcsh' is invalid", "recua completion --help"),
        ]
    )
    func `a mistake in the arguments exits with 2 and says what to type`(
        arguments: [String], message: String, help: String
    ) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).command(arguments).run()
            #expect(run.status == .exited(2))
            #expect(run.output.isEmpty)
            #expect(run.errorOutput.contains("error: ") && run.errorOutput.contains(message), "\(run.errorOutput)")
            #expect(run.errorOutput.contains(help), "\(run.errorOutput)")
            #expect(run.errorOutput.split(separator: "\n").count <= 3, "\(run.errorOutput)")
        }
    }

    @Test func `a folder without a manifest leads to init`() async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run("up")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("run: recua init"))
        }
    }

    @Test func `two projects in one folder are told apart by commands to copy`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("recua: 1\nproject: one\nstacks: {}\n", to: "stacks/one.yaml")
            try scratch.write("recua: 1\nproject: two\nstacks: {}\n", to: "stacks/two.yaml")
            let run = try await RecuaBinary(in: scratch.path).run("plan", "--exit-code")
            #expect(run.status == .exited(2))
            let help =
                "pick one: `recua plan --exit-code -f stacks/one.yaml` or `recua plan --exit-code -f stacks/two.yaml`"
            #expect(run.errorOutput.contains(help), "\(run.errorOutput)")
            #expect(try await RecuaBinary(in: scratch.path).run("plan", "-f", "stacks/two.yaml").status == .exited(0))
        }
    }

    @Test(arguments: ["up", "smoke", "fetch", "plan", "why", "status", "down", "validate"])
    func `a manifest without stacks is fine`(command: String) async throws {
        try await withScratchFolder { scratch in
            try scratch.write("recua: 1\nproject: one\nstacks: {}\n", to: "recua.yaml")
            let run = try await RecuaBinary(in: scratch.path).run(command)
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let said = run.output + run.errorOutput
            #expect(
                ["declares no stacks", "nothing is deployed", "0 stacks valid"].contains { said.contains($0) },
                "\(said)")
        }
    }

    @Test func `an unknown stack and a wrong --set are shown where they stand`() async throws {
        try await withToys { toys in
            let stack = try await toys.recua.run("up", "oen")
            #expect(stack.status == .exited(2))
            #expect(
                stack.errorOutput.contains("no stack is called `oen`")
                    && stack.errorOutput.contains("did you mean `one`?"))
            let set = try await toys.recua.run("plan", "--set", "shelf.wrod=b")
            #expect(set.status == .exited(2))
            #expect(
                set.errorOutput.contains("shelf.wrod=b\n      |       ^^^^ did you mean `word`?"), "\(set.errorOutput)")
        }
    }

    @Test func `patterns choose stacks`() async throws {
        try await withToys(
            "chat-a: { shelf: {}, probe: {} }\nchat-b: { shelf: {}, probe: {} }\nembed: { shelf: {}, probe: {} }"
        ) { toys in
            let plan = try await toys.recua.json("plan", "--json", "chat-*")
            #expect(plan["stacks"]?.array?.compactMap { $0["name"]?.string } == ["chat-a", "chat-b"])
        }
    }
}
