import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// Where the values of a program's secrets must not get to.
@Suite struct SecretKeepingTests {
    private static let schema = """
        description["sections"]["probe"]["properties"]["token"] = {"type": "string", "writeOnly": True}

        """
    private static let sections: JSON = ["probe": ["token": "Bearer ${env:TOKEN}"]]

    @Test(arguments: [
        #"{"deep": [{"er": "swordfish"}]}"#, #"{"header": "Bearer swordfish!"}"#, #"{"swordfish": 1}"#,
    ])
    func `an artifact with the value of a secret is refused`(artifact: String) async throws {
        let body = """
            def run(id, params): answer(id, {"artifact": \(artifact)})
            def observe(id, params): answer(id, {"state": "present", "artifact": \(artifact)})
            """
        try await withProgram(Self.schema + body, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            let step = try bench.step(Self.sections)
            let errors = [
                await diagnostic { try await plugin.run(step) },
                await diagnostic { try await plugin.observe(nil, step) },
            ]
            for error in errors {
                #expect(error?.code == "plugin.secret")
                #expect(error?.message == "plugin `probe` 1.2.3 put the value of a secret into its artifact")
                #expect(error?.place?.description == "recua.yaml:3:5")
            }
        }
    }

    @Test func `the digits of a number give a secret away as well`() async throws {
        let body = #"def run(id, params): answer(id, {"artifact": {"account": 1234567890123}})"#
        try await withProgram(
            Self.schema + body, prepare: { $0.environment["TOKEN"] = "1234567890123" }
        ) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step(Self.sections)) }
            #expect(error?.code == "plugin.secret")
        }
    }

    @Test func `an artifact of one stack holds no secret that the program was given for another`() async throws {
        let body = """
            given = []
            def run(id, params):
                asked = {"id": id, "pointer": "/probe/token"}
                send({"jsonrpc": "2.0", "id": "s", "method": "secret", "params": asked})
                given.append(json.loads(sys.stdin.readline())["result"]["value"])
                if len(given) == 3: tell("checkpoint", id=id, data=given[0])
                else: answer(id, {"artifact": {"word": given[0] if len(given) > 1 else "x"}})
            def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        let environment = ["ONE": "first-swordfish", "TWO": "second-swordfish"]
        try await withProgram(
            Self.schema + body, prepare: { $0.environment.merge(environment) { $1 } }
        ) { plugin, bench in
            _ = try await plugin.run(try bench.step(["probe": ["token": "${env:ONE}"]], stack: "one"))
            for what in ["artifact", "checkpoint"] {
                let step = try bench.step(["probe": ["token": "${env:TWO}"]], stack: "two")
                let error = await diagnostic { try await plugin.run(step) }
                #expect(error?.message == "plugin `probe` 1.2.3 put the value of a secret into its \(what)")
            }
        }
    }

    @Test func `what a program says when it only looks is without the secrets of its sections`() async throws {
        let body = """
            description["methods"] = ["plan", "check"]
            def plan(id, params):
                answer(id, {"forecasts": [{"verb": "update", "text": "update swordfish", "identity": "swordfish"}]})
            def check(id, params):
                if params["sections"]["probe"].get("word"): fail(id, "no swordfish", code="probe.swordfish")
                else: answer(id, {"diagnostics": [{"message": "swordfish?", "help": "swordfish!"}]})
            """
        try await withProgram(Self.schema + body, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            let forecasts = try await plugin.forecast(bench.outlook(Self.sections))
            #expect(forecasts == [Forecast(.update, "update •••", identity: "•••")])
            let stack = StackFacts.testing(folder: bench.folder)
            let found = try await plugin.check(Self.sections, in: stack)
            #expect(found.map(\.message) == ["•••?"] && found.map(\.help) == ["•••!"])
            let error = await diagnostic {
                try await plugin.check(["probe": ["token": "${env:TOKEN}", "word": "x"]], in: stack)
            }
            #expect(error?.message.hasSuffix("no •••") == true && error?.code == "probe.secret")
        }
    }

    @Test(arguments: ["text", "update", "message", "diagnostics", "error", "1234"])
    func `an answer keeps its form, whatever the value of a secret is`(secret: String) async throws {
        let body = """
            description["methods"] = ["plan", "check"]
            def plan(id, params): answer(id, {"forecasts": [{"verb": "update", "text": "x", "bytes": 1234}]})
            def check(id, params): answer(id, {"diagnostics": [{"severity": "error", "message": "the \(secret)"}]})
            """
        try await withProgram(Self.schema + body, prepare: { $0.environment["TOKEN"] = secret }) { plugin, bench in
            let sections: JSON = ["probe": ["token": "${env:TOKEN}"]]
            #expect(try await plugin.forecast(bench.outlook(sections)) == [Forecast(.update, "x", bytes: 1234)])
            // The second one is kept.
            for _ in 0..<2 {
                let found = try await plugin.check(sections, in: .testing(folder: bench.folder))
                #expect(found.map(\.message) == ["the •••"] && found.map(\.severity) == [.error])
            }
        }
    }

    @Test func `of a long line of its log no half of a secret is shown`() async throws {
        let body = """
            def run(id, params):
                print("x" * 1995 + "swordfish", file=sys.stderr, flush=True)
                print("swordfish" + " " * 55 + "NaN", flush=True)
                answer(id, {"artifact": {}})
            """
        try await withProgram(Self.schema + body, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            _ = try await plugin.run(try bench.step(Self.sections))
            #expect(bench.messages.log.contains { $0.hasSuffix("x•••") })
            #expect(bench.messages.log.contains { $0.contains("no message") })
            #expect(!bench.messages.log.contains { $0.contains("sword") || $0.contains("dfish") })
        }
    }

    @Test func `what merely holds the letters of a short secret, or of none of the stack's, is no secret`() async throws
    {
        let artifact = #"{"digest": "00cafe00", "word": "swordfish", "own": "${env:TOKEN}"}"#
        let body = #"def run(id, params): answer(id, {"artifact": \#(artifact)})"#
        let environment = ["TOKEN": "cafe", "OTHER": "swordfish"]
        try await withProgram(
            Self.schema + body, prepare: { $0.environment.merge(environment) { $1 } }
        ) { plugin, bench in
            let found = try await plugin.run(try bench.step(["probe": ["token": "${env:TOKEN}"]]))
            #expect(found["digest"] == "00cafe00")
        }
    }

    @Test func `what the manifest itself shows is no secret, whatever the schema says`() async throws {
        let body = #"def run(id, params): answer(id, {"artifact": {"word": "swordfish"}})"#
        try await withProgram(Self.schema + body) { plugin, bench in
            let found = try await plugin.run(try bench.step(["probe": ["token": "swordfish"]]))
            #expect(found == ["word": "swordfish"])
        }
    }

    @Test func `a checkpoint with the value of a secret is not kept, and ends its request`() async throws {
        let body = """
            def run(id, params): tell("checkpoint", id=id, data=["swordfish"])
            def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withProgram(Self.schema + body, prepare: { $0.environment["TOKEN"] = "swordfish" }) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step(Self.sections)) }
            #expect(error?.message == "plugin `probe` 1.2.3 put the value of a secret into its checkpoint")
            #expect(bench.messages.checkpoints == [])
        }
    }

    @Test func `the trace of a plan has no secret, whatever the artifacts hold`() async throws {
        let body = """
            description["methods"] = ["plan", "check"]
            def plan(id, params): answer(id, {"forecasts": []})
            """
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.environment["TOKEN"] = "swordfish"
            bench.limits.trace = try ProgramTrace(folder.path("trace"))
            let plugin = try await bench.describe(try bench.declare(Self.schema + body))
            _ = try await plugin.forecast(
                bench.outlook(Self.sections, earlier: ["old": ["key": "a swordfish"], "header": "Bearer swordfish"]))
            await plugin.shutDown()
            let trace = try Files.readText(folder.path("trace"))
            #expect(trace.contains(#""key":"a (secret)""#) && !trace.contains("swordfish"))
        }
    }

    @Test func `the trace has no secret, also where the program did not ask for it`() async throws {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.environment["TOKEN"] = "swordfish"
            bench.limits.trace = try ProgramTrace(folder.path("trace"))
            let plugin = try await bench.describe(try bench.declare(Self.schema))
            let step = try bench.step(
                Self.sections, prior: ["old": "a swordfish", "swordfish": 1], checkpoint: ["swordfish"])
            let artifact = try await plugin.run(step)
            await plugin.shutDown()
            #expect(artifact == ["word": "none"])
            let trace = try Files.readText(folder.path("trace"))
            #expect(trace.contains(#""(secret)":1,"old":"a (secret)""#) && !trace.contains("swordfish"))
        }
    }
}
