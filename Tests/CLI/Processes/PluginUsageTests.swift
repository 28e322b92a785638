import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// What is typed wrongly, or in the wrong place, to `recua plugin` and beside it.
@Suite struct PluginUsageTests {
    private static func write(_ files: ScratchFolder) throws {
        try files.write(tableProgram(), to: "ok.py", mode: 0o755)
        try files.write(tableProgram(), to: "dull's.py")
        try Files.createFolder(files.path("folder"))
        try files.write(#"{"from":"host","life":1,"message":{"id":1,"method":"x"},"plugin":"table"}"#, to: "tr.jsonl")
        try files.write("", to: "empty.jsonl")
        try files.write("#!/nowhere/python3\n", to: "broken.py", mode: 0o755)
        try files.write("cat\n", to: "nameless", mode: 0o755)
    }

    private static let commands: [(words: [String], told: [String])] = [
        (["check", "ok.py"], ["there is no program `ok.py` in `PATH`", "type ./ok.py for the file in this folder"]),
        (["check", "nothere"], ["there is no program `nothere` in `PATH`", "install it, or type its path"]),
        (["check", "./nothere"], ["there is no program `./nothere`", "paths start at the working folder: `/"]),
        (["check", "./folder"], ["`./folder` is a folder, expected a program"]),
        (["check", "./dull's.py"], ["`./dull's.py` is not executable", #"type: chmod +x './dull'\''s.py'"#]),
        (["check", "./nameless"], ["`./nameless` is a text that names no interpreter", "such as #!/bin/sh"]),
        (["trace", "--replay", "tr.jsonl", "./nothere"], ["there is no program `./nothere`"]),
        (["trace", "--replay", "tr.jsonl", "ok.py"], ["type ./ok.py"]),
        (
            ["check", "./broken.py"],
            [
                "`./broken.py` names the interpreter `/nowhere/python3`, which is not there",
                "install it, or name another",
            ]
        ),
        (["trace", "--replay", "tr.jsonl", "./broken.py"], ["`/nowhere/python3`, which is not there", "install it"]),
        (["check", "./ok.py", "--section", "nothere.yaml"], ["there is no file `nothere.yaml`"]),
        (["check"], ["missing expected argument '<program> ...'", "recua plugin check --help"]),
        (["chek"], ["there is no command `plugin chek`", "did you mean `recua plugin check`?"]),
        (["trace"], ["name the trace that is to be shown", "recua plugin trace --help"]),
        (["trace", "--replay", "tr.jsonl"], ["name the program that the trace is played to"]),
        (["trace", "nothere"], ["there is no trace `nothere`", "record one: RECUA_PLUGIN_TRACE"]),
        (["trace", "ok.py"], ["line 1 of `", "is no line of a trace"]),
        (["trace", "empty.jsonl"], ["there is nothing in the trace"]),
        (["trace", "tr.jsonl", "--plugin", "chair"], ["is of a plugin `chair`", "it is of: table"]),
        (["new", "words", "-l", "python", "--recua", "."], ["--recua is for plugins in Swift alone"]),
    ]

    @Test(arguments: commands) func `what cannot be done as it is typed is told, with what to type`(
        words: [String], told: [String]
    ) async throws {
        try await withScratchFolder { scratch in
            try Self.write(scratch)
            let run = try await RecuaBinary(in: scratch.path).command(["plugin"] + words).run()
            #expect(run.status == .exited(2), "\(run.output)\(run.errorOutput)")
            for text in told { #expect(run.errorOutput.contains(text), "\(run.errorOutput)") }
        }
    }

    @Test(arguments: ["hooks", "hooks.warm"]) func `a hook is not run alone, and up is said to run it`(
        name: String
    ) async throws {
        try await withToys { toys in
            let run = try await toys.recua.run("plugin", "run", name)
            #expect(run.status == .exited(2) && run.errorOutput.contains("`hooks` cannot be run alone"))
            #expect(run.errorOutput.contains("`recua up` runs each"), "\(run.errorOutput)")
            let near = try await toys.recua.run("plugin", "run", "hook")
            #expect(!near.errorOutput.contains("hooks"), "\(near.errorOutput)")
        }
    }

    @Test func `a check that is stopped accuses nobody`() async throws {
        try await withScratchFolder { scratch in
            // The sandbox lets the program write nowhere but below this.
            let toys = try ToyProject("one: { shelf: {} }", in: scratch, environment: ["TMPDIR": scratch.path])
            let idle = tableProgram().replacing(
                "method == \"run\":\n",
                with: "method == \"run\":\n        open(params[\"scratch\"] + \"/begun\", \"w\").close(); continue\n"
            ).replacing(
                "    if method == \"initialize\":\n",
                with: """
                        if method == "cancel":
                            error = {"code": -32000, "message": "stopped", "data": {"class": "cancelled"}}
                            print(json.dumps({"jsonrpc": "2.0", "id": params["id"], "error": error}), flush=True)
                        elif method == "initialize":

                    """)
            let good = idle.replacing("\"writeOnly\"", with: "\"description\": \"What holds it\", \"writeOnly\"")
            try scratch.write(good, to: "idle.py", mode: 0o755)
            try scratch.write("table: { wood: oak }\n", to: "section.yaml")
            let run = try await toys.whileRunning(
                "plugin", "check", "./idle.py", "--run", "--section", "section.yaml"
            ) { running in
                try await eventually("it is never run") { Self.isRun(in: scratch.path) }
                running.signal(SIGINT)
            }
            #expect(run.status == .exited(130), "\(run.errorOutput)")
            #expect(!run.output.contains("broken   ") && run.output.contains(", 0 broken"), "\(run.output)")
            let last = run.output.split(separator: "\n").last
            #expect(last?.hasPrefix("stopped: ") == true && last?.hasSuffix(" rules not looked at") == true)
        }
    }

    private static func isRun(in folder: String) -> Bool {
        let folders = (try? Files.list(folder))?.filter { $0.hasPrefix("recua-contract-") } ?? []
        return folders.contains { Files.exists("\(folder)/\($0)/scratch/begun") }
    }

    @Test(arguments: ["history", "status", "logs 1"]) func `what starts no program needs none`(
        command: String
    ) async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
            try toys.scratch.write(
                manifest.replacing("plugins:\n", with: "plugins:\n  box: { run: [./box.py] }\n"), to: "recua.yaml")
            let words = command.split(separator: " ").map(String.init)
            let run = try await toys.recua.command(words).run()
            // The toys log nothing, which `logs` says.
            let isSaid = run.status == .exited(0) || run.errorOutput.contains("no step of run 1 logged anything")
            #expect(isSaid && !run.errorOutput.contains("box.py"), "\(run.errorOutput)")
            let plan = try await toys.recua.run("plan")
            #expect(plan.status == .exited(2) && plan.errorOutput.contains("there is no program `./box.py`"))
        }
    }

    @Test func `no file of the user's is taken for a trace, and nothing is written before something is said`()
        async throws
    {
        try await withToys { toys in
            let name = "notes.txt"
            let recua = RecuaBinary(in: toys.scratch.path, environment: ["RECUA_PLUGIN_TRACE": name])
            try toys.scratch.write("mine", to: name)
            let refused = try await recua.run("plan")
            #expect(refused.status == .exited(2) && refused.errorOutput.contains("is no trace, and stays as it is"))
            #expect(try await recua.run("history").status == .exited(0))
            #expect(try Files.readText(toys.scratch.path(name)) == "mine")
            try toys.scratch.write("{\"from\":\"host\"}\n", to: name)
            #expect(try await recua.run("status").status == .exited(0))
            #expect(try Files.readText(toys.scratch.path(name)) == "{\"from\":\"host\"}\n")
            #expect(try await recua.run("up").status == .exited(0))
            #expect(try Files.readText(toys.scratch.path(name)).contains("\"plugin\":\"shelf\""))
            let nowhere = RecuaBinary(in: toys.scratch.path, environment: ["RECUA_PLUGIN_TRACE": "none/trace"])
            let lost = try await nowhere.run("plan")
            #expect(lost.status == .exited(2) && lost.errorOutput.contains("there is no folder"), "\(lost.errorOutput)")
            #expect(!Files.exists(toys.scratch.path("none")))
        }
    }

    @Test func `the commands that are printed for a new plugin work in every folder`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            let new = try await recua.run("plugin", "new", "words", "-l", "python", "-o", "a, b/c'd")
            #expect(new.status == .exited(0), "\(new.errorOutput)")
            #expect(new.output.contains(#"  (cd 'a, b/c'\''d' && python3 -m unittest)"#), "\(new.output)")
            #expect(new.output.contains(#"  recua plugin check 'a, b/c'\''d/words.py' --run"#), "\(new.output)")
            #expect(new.output.contains(#"words: { run: ["a, b/c'd/words.py"] }"#), "\(new.output)")
        }
    }
}
