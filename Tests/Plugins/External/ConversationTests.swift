import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct ConversationTests {
    @Test func `a step is told everything the protocol promises, and its messages arrive`() async throws {
        let body = """
            def run(id, params):
                tell("progress", id=id, phase="download", done=1, total=4, unit="bytes")
                tell("log", id=id, level="warning", message="half way.")
                tell("surprise", id=id, anything=[1, 2])
                answer(id, {"artifact": params})
            """
        try await withProgram(body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step(["probe": ["word": "x"]], prior: ["word": "old"]))
            #expect(artifact["sections"] == ["probe": ["word": "x"]])
            #expect(artifact["stack"]?["name"] == "demo")
            #expect(artifact["stack"]?["folder"] == .string(bench.folder.path))
            #expect(["amd64", "arm64"].contains(artifact["stack"]?["architecture"]?.string))
            #expect(artifact["inputs"] == [:])
            #expect(artifact["prior"] == ["word": "old"])
            #expect(artifact["token"] == "token-1")
            #expect(artifact["scratch"] == .string(bench.folder.path("scratch")))
            #expect(artifact["store"] == .string(bench.store.root))
            #expect(Files.facts(artifact["cache"]?.string ?? "")?.isFolder == true)
            #expect(bench.messages.all.contains(.progress(phase: "download", done: 1, total: 4, unit: .bytes)))
            #expect(bench.messages.all.contains(.log(level: .warning, message: "half way")))
        }
    }

    @Test func `one process serves two hundred requests`() async throws {
        try await withProgram("description['concurrency'] = 4") { plugin, bench in
            let step = try bench.step()
            let words = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<200 {
                    let one = step.with(sections: ["probe": ["word": .string("w\(number)")]] as JSON, input: step.input)
                    group.addTask { try await plugin.run(one)["word"]?.string }
                }
                return try await group.reduce(into: Set<String>()) { if let word = $1 { $0.insert(word) } }
            }
            #expect(words.count == 200)
            #expect(bench.starts == 2, "one start to describe itself, one to work")
        }
    }

    @Test func `answers in another order reach those who asked`() async throws {
        let body = """
            description["concurrency"] = 2
            waiting = []
            def run(id, params):
                waiting.append((id, params["sections"]["probe"]["word"]))
                if len(waiting) == 2:
                    for id, word in reversed(waiting):
                        answer(id, {"artifact": {"word": word}})
            """
        try await withProgram(body) { plugin, bench in
            let (one, two) = (try bench.step(["probe": ["word": "one"]]), try bench.step(["probe": ["word": "two"]]))
            async let first = plugin.run(one)
            async let second = plugin.run(two)
            #expect(try await first == ["word": "one"])
            #expect(try await second == ["word": "two"])
        }
    }

    @Test func `a second answer is ignored, and like one that nobody asked for reported once`() async throws {
        let body = """
            def run(id, params):
                answer(4711, {})
                answer("other", {})
                answer(id, {"artifact": {"word": "first"}})
                answer(id, {"artifact": {"word": "second"}})
                answer(id, {"artifact": {"word": "third"}})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            #expect(try await plugin.run(step) == ["word": "first"])
            #expect(try await plugin.run(step) == ["word": "first"])
            #expect(bench.messages.log.filter { $0.contains("never made") }.count == 1)
            #expect(bench.messages.log.filter { $0.contains("answered a request twice") }.count == 1)
            #expect(bench.starts == 2)
        }
    }

    @Test(arguments: [
        "print('Collecting wheel…', flush=True)", "os.write(1, b'\\xff\\xfe{}\\n')", "print('[1]', flush=True)",
    ])
    func `a stray line on standard output is shown once and borne`(stray: String) async throws {
        let body = """
            def run(id, params):
                for _ in range(5):
                    \(stray)
                answer(id, {"artifact": {"word": "done"}})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            #expect(try await plugin.run(step) == ["word": "done"])
            #expect(bench.messages.log.filter { $0.contains("is no message") }.count == 1)
        }
    }

    @Test func `a program that only prints is a protocol error`() async throws {
        let body = """
            def run(id, params):
                while True:
                    print("hello", flush=True)
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.protocol")
            #expect(error?.message.contains("`probe` 1.2.3") == true)
        }
    }

    @Test func `a line without an end costs bounded memory and ends the program`() async throws {
        let body = """
            def run(id, params):
                while True:
                    sys.stdout.write("x" * 65536)
            """
        try await withProgram(body, prepare: { $0.limits.lineLength = 1 << 18 }) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.protocol")
            #expect(error?.message.contains("262144") == true)
        }
    }

    @Test func `standard error goes to the step's log, without what moves a terminal's cursor`() async throws {
        let body = """
            def run(id, params):
                print("\\x1b[2Jbuilding", file=sys.stderr, flush=True)
                while not os.path.exists(os.path.join(here, "go")): time.sleep(0.01)
                answer(id, {"artifact": {}})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            async let artifact = plugin.run(step)
            #expect(try await bench.eventually { bench.messages.log.contains("[2Jbuilding") })
            try bench.folder.write("", to: "go")
            _ = try await artifact
        }
    }

    @Test func `a request of the program is refused, not ignored`() async throws {
        let body = """
            def run(id, params):
                send({"jsonrpc": "2.0", "id": "q1", "method": "dance", "params": {}})
                refusal = json.loads(sys.stdin.readline())
                answer(id, {"artifact": refusal})
            """
        try await withProgram(body) { plugin, bench in
            let refusal = try await plugin.run(try bench.step())
            #expect(refusal["id"] == "q1")
            #expect(refusal["error"]?["code"] == -32601)
        }
    }

    @Test func `an error keeps its code, help and pointer`() async throws {
        let body = """
            def run(id, params):
                fail(id, "there is no wheel `x`.", code="probe.no-wheel", help="type: pip index", pointer="/probe/word")
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            let expected = Diagnostic(
                "probe.no-wheel", "there is no wheel `x`", pointer: "/probe/word", help: "type: pip index"
            )
            #expect(error == expected)
        }
    }

    @Test func `observe and destroy are asked with the artifact`() async throws {
        let body = """
            def observe(id, params):
                note("seen", json.dumps(params["artifact"]) + "\\n")
                if params["artifact"] is None:
                    answer(id, {"state": "absent"})
                else:
                    answer(id, {"state": "drifted", "detail": "gone red", "artifact": {"word": "new"}})
            def destroy(id, params):
                note("seen", "destroy " + params["token"] + "\\n")
                answer(id, {})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            guard case .absent = try await plugin.observe(nil, step) else { Issue.record("not absent"); return }
            guard case .drifted(let artifact, let differences) = try await plugin.observe(["word": "old"], step) else {
                Issue.record("not drifted")
                return
            }
            #expect(artifact == ["word": "new"])
            #expect(differences == [Difference("gone red")])
            try await plugin.destroy(["word": "new"], step)
            #expect(bench.notes("seen") == ["null", #"{"word": "old"}"#, "destroy token-1"])
        }
    }

    @Test func `an effect is looked for with what it would be made of, and what is pure is not looked for`()
        async throws
    {
        let body = """
            def observe(id, params):
                note("seen", json.dumps([params["artifact"], params["token"], params["inputs"], params["fingerprint"]]) + "\\n")
                answer(id, {"state": "present", "artifact": {"word": "found"}})
            """
        let fingerprint = Digest(of: "what it is made of")
        func step(_ bench: Bench) throws -> Step<JSON, [ArtifactKind: JSON]> {
            let step = try bench.step()
            return Step(
                stack: step.stack, sections: step.sections, input: ["image": ["digest": "d"]], token: "",
                fingerprint: fingerprint, host: step.host)
        }
        try await withProgram("description['effect'] = True\n" + body) { plugin, bench in
            guard case .present(let artifact) = try await plugin.find(try step(bench)) else {
                Issue.record("not found")
                return
            }
            #expect(artifact == ["word": "found"])
            #expect(bench.notes("seen") == [#"[null, "", {"image": {"digest": "d"}}, "\#(fingerprint.hex)"]"#])
        }
        try await withProgram(body) { plugin, bench in
            guard case .absent = try await plugin.find(try step(bench)) else { Issue.record("not absent"); return }
            #expect(bench.notes("seen") == [])
        }
    }
}
