import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// Every incident tells the same: the plugin, its version, the stack, and its last words.
@Suite struct IncidentTests {
    private static let told = ["it was at work on `demo`", "standard error: packed the weights"]
    private static let body = """
        description["sections"]["probe"]["properties"]["token"] = {"type": "string", "writeOnly": True}
        def say(): print("packed the weights", file=sys.stderr, flush=True)
        def made(params): return file(os.path.join(params["scratch"], "weights"), b"four")

        """

    @Test(arguments: [
        ("plugin.digest", #"answer(id, {"artifact": dict(made(params), sha256="0" * 64)})"#),
        ("plugin.artifact", #"answer(id, {"artifact": dict(made(params), path="nowhere")})"#),
        ("plugin.protocol", "answer(id, {})"),
        ("plugin.secret", #"answer(id, {"artifact": {"word": "open sesame"}})"#),
        ("run.checkpoint", #"tell("checkpoint", id=id, data="x" * 70000); answer(id, {"artifact": {}})"#),
        ("plugin.secret", #"tell("checkpoint", id=id, data=["open sesame"]); answer(id, {"artifact": {}})"#),
    ])
    func `what is wrong with an answer or a checkpoint is told with the stack and the last words`(
        code: String, deed: String
    ) async throws {
        try await withProgram(
            Self.body + "def run(id, params): say(); \(deed)",
            prepare: { $0.environment["PROBE_TOKEN"] = "open sesame" }
        ) { plugin, bench in
            let step = try bench.step(["probe": ["token": "${env:PROBE_TOKEN}"]])
            let error = await diagnostic { try await plugin.run(step) }
            #expect(error?.code == code)
            #expect(error?.message.hasPrefix("plugin `probe` 1.2.3") == true, "\(error?.message ?? "")")
            #expect(error?.place?.description == "recua.yaml:3:5")
            #expect(error?.related.map(\.message) == Self.told)
            #expect(bench.starts == 2, "the process lives on")
        }
    }

    @Test func `silence is told of with the stack and the last words`() async throws {
        let body = """
            def run(id, params): print("packed the weights", file=sys.stderr, flush=True)
            def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withProgram(
            body, prepare: { $0.expectSilence(when: { $0.messages.log.contains("packed the weights") }) }
        ) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.timeout")
            #expect(error?.related.map(\.message) == Self.told)
        }
    }

    @Test func `a failure whose artifact cannot be used tells both, the one with all that belongs to it`() async throws
    {
        let body = """
            def run(id, params):
                say()
                fail(id, "it is broken", code="probe.broken", artifact=dict(made(params), path="nowhere"))
            """
        try await withProgram(Self.body + body) { plugin, bench in
            do {
                _ = try await plugin.run(try bench.step())
                Issue.record("it did not fail")
            } catch let problems as Diagnostics {
                #expect(problems.all.map(\.code) == ["probe.broken", "plugin.artifact"])
                #expect(problems.all.map { $0.related.map(\.message) } == [[], Self.told])
            }
        }
    }

    @Test(arguments: [
        (#"description["provides"] = """#, "plugin.description"),
        (#"description["plugin"]["name"] = "x""#, "plugin.name"),
        (#"description["protocolVersion"] = 7"#, "plugin.protocol-version"),
    ])
    func `a description that cannot be used is told of with the last words`(flaw: String, code: String) async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare("\(flaw)\nprint('looking for wheels', file=sys.stderr, flush=True)")
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == code)
            #expect(error?.related.map(\.message) == ["standard error: looking for wheels"])
        }
    }

    @Test func `a mistake that the program tells of itself is its own story`() async throws {
        let body = """
            def run(id, params):
                print("packed the weights", file=sys.stderr, flush=True)
                fail(id, "there is no room", code="probe.full")
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error == Diagnostic("probe.full", "there is no room"))
        }
    }
}
