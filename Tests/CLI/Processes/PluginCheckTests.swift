import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua plugin check`, `list`, `run` and `trace`, as their readers meet them.
@Suite struct PluginCheckTests {
    private func withWords(
        _ body: (RecuaBinary, ScratchFolder) async throws -> Void
    ) async throws {
        try await withToys { toys in
            let new = try await toys.recua.run("plugin", "new", "words", "--language", "python")
            #expect(new.status == .exited(0), "\(new.errorOutput)")
            let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
            try toys.scratch.write(
                manifest.replacing("plugins:\n", with: "plugins:\n  words: { run: [words/words.py] }\n").replacing(
                    "probe: {} }\n", with: "probe: {}, words: { text: Hello } }\n"), to: "recua.yaml")
            try await body(toys.recua, toys.scratch)
        }
    }

    /// The program with something else in it.
    private func change(_ scratch: ScratchFolder, _ old: String, _ new: String) throws {
        let text = try Files.readText(scratch.path("words/words.py"))
        #expect(text.contains(old))
        try scratch.write(text.replacing(old, with: new), to: "words/words.py", mode: 0o755)
    }

    @Test func `a rule that is broken is told with what was said`() async throws {
        try await withWords { recua, scratch in
            try change(scratch, "else -32601", "else -32000")
            let check = try await recua.run("plugin", "check", "words/words.py")
            #expect(check.status == .exited(1))
            #expect(check.output.hasPrefix("broken   wire.unknown-method: "), "\(check.output)")
            #expect(check.output.contains("host> ") && check.output.contains("plugin> "))
            let page = try Files.readText("\(RecuaBinary.package)/docs/plugin-contract.md")
            let counts = try #require(check.output.firstMatch(of: /: \d+ rules kept, 1 broken, \d+ not looked at/))
            #expect(page.contains("plugin `greet` 0.1.0\(counts.output)\n"), "\(check.output)")
            let json = try await recua.json("plugin", "check", "words/words.py", "--json")
            let broken = (json["rules"]?.array ?? []).filter { $0["outcome"] == "broken" }
            #expect(json["kept"] == false && broken.map { $0["code"] } == ["wire.unknown-method"])
            #expect(broken.first?["transcript"]?.array?.isEmpty == false)
        }
    }

    @Test func `it does without a sandbox when it is told to, and says so`() async throws {
        try await withWords { recua, scratch in
            // What it can write beside itself, it can in no sandbox.
            try change(scratch, "import hashlib", "open(__file__ + '.started', 'w').close()\nimport hashlib")
            let check = try await recua.run("plugin", "check", "words/words.py", "--no-sandbox")
            #expect(check.status == .exited(0), "\(check.output)")
            #expect(check.output.hasSuffix(" not looked at, without a sandbox\n"), "\(check.output)")
            #expect(Files.exists(scratch.path("words/words.py.started")))
        }
    }

    @Test func `sections come from a file or a stack, and are held to the schema`() async throws {
        try await withWords { recua, scratch in
            try scratch.write("words:\n  text: \"Hello \"\n", to: "wrong.yaml")
            let refused = try await recua.run("plugin", "check", "words/words.py", "--section", "wrong.yaml")
            #expect(refused.status == .exited(1) && refused.output.contains("check.accepts"), "\(refused.output)")
            #expect(refused.output.contains("plugin> "), "\(refused.output)")
            try scratch.write("words:\n  txt: Hello\n", to: "typo.yaml")
            let typo = try await recua.run("plugin", "check", "words/words.py", "--section", "typo.yaml")
            #expect(typo.status == .exited(2))
            #expect(typo.errorOutput.contains("typo.yaml:2:3: error: unknown key `txt`"), "\(typo.errorOutput)")
            let stack = try await recua.run("plugin", "check", "words/words.py", "--stack", "one", "--run", "--all")
            #expect(stack.status == .exited(0) && stack.output.contains("kept     run.artifact"), "\(stack.output)")
        }
    }

    @Test func `the list says what is in use, and from where`() async throws {
        try await withWords { recua, _ in
            let list = try await recua.run("plugin", "list")
            let line = list.output.split(separator: "\n").first { $0.hasPrefix("words ") }
            #expect(line?.contains("words/words.py") == true && line?.hasSuffix("1 stack") == true, "\(list.output)")
            let json = try await recua.json("plugin", "list", "--json")
            let words = json["plugins"]?.array?.first { $0["name"] == "words" }
            #expect(words?["digest"]?.string?.count == 64 && words?["origin"] == "declared")
            #expect(words?["network"] != nil && words?["stacks"] == 1)
        }
    }

    @Test func `without a manifest the list has what is built in`() async throws {
        try await withScratchFolder { scratch in
            let list = try await RecuaBinary(in: scratch.path).run("plugin", "list")
            #expect(list.status == .exited(0) && list.output.contains("model → image"), "\(list.output)")
        }
    }

    @Test func `what went over the wire is played again, and the first difference is told`() async throws {
        try await withWords { _, scratch in
            let recua = RecuaBinary(in: scratch.path, environment: ["RECUA_PLUGIN_TRACE": "trace.jsonl"])
            #expect(try await recua.run("plugin", "run", "words").status == .exited(0))
            let plain = RecuaBinary(in: scratch.path)
            let shown = try await plain.run("plugin", "trace", "trace.jsonl", "--plugin", "words")
            #expect(shown.output.contains("words host> ") && shown.output.contains("words plugin> "))
            let replay = ["plugin", "trace", "--replay", "trace.jsonl", "--plugin", "words", "words/words.py"]
            let same = try await plain.command(replay).run()
            #expect(same.status == .exited(0) && same.output.hasSuffix("the same as then\n"), "\(same.output)")
            try change(scratch, "\"words\": len(words)", "\"words\": 7")
            let other = try await plain.command(replay).run()
            #expect(other.status == .exited(1))
            #expect(other.output.contains("`run` (id 2) is answered otherwise than then:"), "\(other.output)")
            let json = try JSON(parsing: try await plain.command(replay + ["--json"]).run().output)
            #expect(json["alike"] == false && json["now"]?["result"]?["artifact"]?["words"] == 7)
        }
    }

    @Test func `a secret is in no trace`() async throws {
        try await withWords { _, scratch in
            try change(scratch, "\"minLength\": 1", "\"minLength\": 1, \"writeOnly\": True")
            try change(
                scratch, "    words = params",
                "    send(id=\"s1\", method=\"secret\", params={\"id\": id, \"pointer\": \"/words/text\"})\n"
                    + "    while \"s1\" not in cancelled: pass\n    words = params")
            try change(
                scratch, "message = json.loads(line)\n",
                "message = json.loads(line)\n            if message.get(\"id\") == \"s1\": cancelled.add(\"s1\"); "
                    + "print(message[\"result\"][\"value\"], flush=True); continue\n")
            let manifest = try Files.readText(scratch.path("recua.yaml"))
            try scratch.write(manifest.replacing("text: Hello", with: "text: \"${env:WORD}\""), to: "recua.yaml")
            let recua = RecuaBinary(
                in: scratch.path, environment: ["RECUA_PLUGIN_TRACE": "trace.jsonl", "WORD": "very-hidden-word"])
            let run = try await recua.run("plugin", "run", "words")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let trace = try Files.readText(scratch.path("trace.jsonl"))
            #expect(!trace.contains("very-hidden-word") && trace.contains("(secret)"), "\(trace)")
        }
    }

    @Test func `what is no trace is refused by its line`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("{}\n", to: "trace.jsonl")
            let run = try await RecuaBinary(in: scratch.path).run("plugin", "trace", "trace.jsonl")
            #expect(run.status != .exited(0) && run.errorOutput.contains("line 1 of"), "\(run.errorOutput)")
        }
    }

    @Test func `a plugin that there is not is told, with the nearest`() async throws {
        try await withWords { recua, _ in
            let run = try await recua.run("plugin", "run", "wrds")
            #expect(run.status == .exited(2) && run.errorOutput.contains("did you mean `words`?"), "\(run.errorOutput)")
        }
    }
}
