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
            let step = try bench.step(Self.sections, prior: ["old": "a swordfish"], checkpoint: ["swordfish"])
            let artifact = try await plugin.run(step)
            await plugin.shutDown()
            #expect(artifact == ["word": "none"])
            let trace = try Files.readText(folder.path("trace"))
            #expect(trace.contains(#""old":"a (secret)""#) && !trace.contains("swordfish"))
        }
    }
}
