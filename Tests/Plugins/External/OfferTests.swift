import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// What the host offers besides answers: forecasts, checkpoints, diagnostics, secrets.
@Suite struct OfferTests {
    @Test func `a program forecasts what a run would do`() async throws {
        let body = """
            description["methods"] = ["plan"]
            def plan(id, params):
                note("asked", json.dumps(params, sort_keys=True) + "\\n")
                answer(id, {"forecasts": [
                    {"verb": "download", "text": "download `a`", "bytes": 5, "identity": "a"},
                    {"verb": "run", "text": "run it"}]})
            """
        try await withProgram(body) { plugin, bench in
            let forecasts = try await plugin.forecast(bench.outlook(earlier: [.model: ["old": true]]))
            #expect(
                forecasts == [Forecast(.download, "download `a`", bytes: 5, identity: "a"), Forecast(.run, "run it")])
            let params = try JSON(parsing: Array(bench.notes("asked")[0].utf8))
            #expect(params["earlier"] == ["model": ["old": true]])
            #expect(params["offline"] == true && params["token"] == nil && params["scratch"] == nil)
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"forecasts": {}}"#, #"{"forecasts": [{"text": "t"}]}"#,
        #"{"forecasts": [{"verb": "dance", "text": "t"}]}"#,
    ])
    func `a forecast that is none is the plugin's mistake`(answer: String) async throws {
        let body = "description['methods'] = ['plan']\ndef plan(id, params): answer(id, \(answer))"
        try await withProgram(body) { plugin, bench in
            #expect(await diagnostic { try await plugin.forecast(bench.outlook()) }?.code == "plugin.protocol")
        }
    }

    @Test func `a checkpoint is kept before what comes after it is believed, and handed back`() async throws {
        let body = """
            def run(id, params):
                tell("checkpoint", id=id, data={"part": 1})
                tell("checkpoint", id=id, data={"part": 2})
                answer(id, {"artifact": {"before": params["checkpoint"]}})
            def observe(id, params): answer(id, {"state": "present", "artifact": {"before": params["checkpoint"]}})
            """
        try await withProgram(body) { plugin, bench in
            #expect(try await plugin.run(try bench.step()) == ["before": .null])
            #expect(bench.messages.checkpoints == [["part": 1], ["part": 2]])
            let again = try bench.step(checkpoint: ["part": 2])
            #expect(try await plugin.run(again) == ["before": ["part": 2]])
            #expect(try await plugin.observe(nil, again) == .present(["before": ["part": 2]]))
        }
    }

    @Test func `a checkpoint that cannot be kept ends its request`() async throws {
        let body = """
            def run(id, params):
                tell("checkpoint", id=id, data="x" * 70000)
            def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withProgram(body, prepare: { $0.limits.cancelGrace = .seconds(60) }) { plugin, bench in
            #expect(await diagnostic { try await plugin.run(try bench.step()) }?.code == "run.checkpoint")
            #expect(bench.starts == 2, "the process lives on")
        }
    }

    @Test func `a checkpoint that cannot be kept ends its request though the answer follows at once`() async throws {
        let body = """
            def run(id, params):
                large = params["sections"]["probe"].get("word") == "large"
                tell("checkpoint", id=id, data="x" * (70000 if large else 7))
                answer(id, {"artifact": {"word": "done"}})
            """
        try await withProgram(body, prepare: { $0.limits.cancelGrace = .seconds(60) }) { plugin, bench in
            let large = try bench.step(["probe": ["word": "large"]])
            for _ in 0..<3 {
                let error = await diagnostic { try await plugin.run(large) }
                #expect(error?.code == "run.checkpoint")
                #expect(error?.message.hasPrefix("plugin `probe` 1.2.3: a checkpoint of 70002 bytes") == true)
            }
            #expect(try await plugin.run(try bench.step()) == ["word": "done"])
            #expect(bench.starts == 2, "the process lives on")
        }
    }

    @Test func `a diagnostic reaches the step, with its pointer`() async throws {
        let body = """
            def run(id, params):
                tell("diagnostic", id=id, severity="warning", code="probe.odd", message="odd.", pointer="/probe/word")
                tell("diagnostic", id=id, message="wrong", help="write it out")
                answer(id, {"artifact": {}})
            """
        try await withProgram(body) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            #expect(
                bench.messages.all == [
                    .diagnostic(Diagnostic("probe.odd", "odd", severity: .warning, pointer: "/probe/word")),
                    .diagnostic(Diagnostic("probe.diagnostic", "wrong", help: "write it out")),
                ])
        }
    }

    /// A program whose answer to a request is what the host answered to its question.
    private static let asking = """
        description["sections"]["probe"]["properties"]["token"] = {"type": "string", "writeOnly": True}
        question = "/probe/token"
        # A secret has no place in an artifact, but it has when it is written backwards.
        def swapped(result): return result and {"value": result["value"][::-1]}
        def run(id, params):
            send({"jsonrpc": "2.0", "id": "s1", "method": "secret", "params": {"id": id, "pointer": question}})
            reply = json.loads(sys.stdin.readline())
            answer(id, {"artifact": {"reply": {"id": reply["id"], "result": swapped(reply.get("result"))},
                                     "code": reply.get("error", {}).get("data", {}).get("code")}})

        """

    @Test func `a secret is told when the program's own schema names it, and to nobody else`() async throws {
        try await withProgram(Self.asking, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            let sections: JSON = ["probe": ["token": "Bearer ${env:TOKEN}"]]
            let artifact = try await plugin.run(try bench.step(sections))
            #expect(artifact["reply"] == ["id": "s1", "result": ["value": "hsifdrows reraeB"]])
        }
    }

    @Test(arguments: [
        (#"question = "/probe/word""#, "plugin.secret"), (#"question = "/other/token""#, "plugin.secret"),
        (#"question = "token""#, "plugin.secret"), (#"question = None"#, "plugin.secret"),
        (#"question = "/probe/token""#, "plugin.secret"),
    ])
    func `what is no secret of its own, or leads nowhere, is refused`(question: String, code: String) async throws {
        try await withProgram(Self.asking + question) { plugin, bench in
            let sections: JSON = ["probe": ["token": "${env:TOKEN}", "word": "x"], "other": ["token": "${env:A}"]]
            let artifact = try await plugin.run(try bench.step(sections))
            #expect(artifact["code"] == .string(code))
            #expect(artifact["reply"] == ["id": "s1", "result": .null])
        }
    }

    @Test func `a secret is told only while the request is open that it belongs to`() async throws {
        let body = Self.asking.replacing(#""params": {"id": id,"#, with: #""params": {"id": 4711,"#)
        try await withProgram(body, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            let artifact = try await plugin.run(try bench.step(["probe": ["token": "${env:TOKEN}"]]))
            #expect(artifact["code"] == "plugin.secret")
        }
    }

    @Test func `what is asked for and unknown is answered with an error`() async throws {
        let body = Self.asking.replacing(#""method": "secret""#, with: #""method": "dance""#)
        try await withProgram(body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step(["probe": ["token": "${env:TOKEN}"]]))
            #expect(artifact["reply"] == ["id": "s1", "result": .null])
        }
    }
}
