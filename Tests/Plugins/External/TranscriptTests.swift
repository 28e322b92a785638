import RecuaCore
import RecuaRPC
import RecuaTestSupport
import Testing

@testable import RecuaExternal

@Suite struct TranscriptTests {
    @Test(arguments: Transcript.names)
    func `the host says what the transcript says, and makes of the answers what they mean`(name: String) async throws {
        let transcript = try Transcript(name)
        try await withScratchFolder { folder in
            let bench = try Bench(folder, scripted: transcript)
            let plugin = try await bench.describe(bench.scripted(transcript))
            for request in transcript.requests {
                try await play(request, of: transcript, plugin, bench)
            }
            await plugin.shutDown()
            #expect(Files.exists(folder.path("done")), "the conversation was had to its end")
        }
    }

    @Test func `every message of the transcripts fits the schema, and the schema refuses what is none`() async throws {
        let script = """
            import json, pathlib, sys
            from jsonschema import Draft202012Validator
            schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
            Draft202012Validator.check_schema(schema)
            def validator(name):
                return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
            messages = 0
            for path in sorted(pathlib.Path(sys.argv[2]).glob("*.jsonl")):
                asked = {}
                for line in map(json.loads, path.read_text().splitlines()):
                    side, message, messages = line["from"], line["message"], messages + 1
                    validator(side).validate(message)
                    if side == "host" and "method" in message and "id" in message:
                        asked[message["id"]] = message["method"]
                    if side == "plugin" and "result" in message:
                        validator(f"results/$defs/{asked[message['id']]}").validate(message["result"])
            wrong = [
                ("host", {"jsonrpc": "2.0", "id": 1, "method": "run", "params": {}}),
                ("host", {"jsonrpc": "2.0", "method": "cancel", "params": {}}),
                ("host", {"id": 1, "method": "shutdown", "params": {}}),
                ("plugin", {"jsonrpc": "2.0", "id": 1}), ("plugin", {"jsonrpc": "2.0", "id": 1, "result": 5}),
                ("plugin", {"method": "run", "params": {}}), ("plugin", {"jsonrpc": "2.0", "method": "cancel"}),
                ("plugin", {"jsonrpc": "2.0", "method": "progress", "params": {"id": 1, "phase": "x"}}),
                ("plugin", {"jsonrpc": "2.0", "id": 1, "error": "no"}),
                ("plugin", {"jsonrpc": "2.0", "id": "s1", "method": "secret", "params": {"id": 1}}),
                ("results/$defs/initialize", {"protocolVersion": 1}), ("results/$defs/run", {"artifact": []}),
                ("results/$defs/observe", {"state": "lost"}), ("results/$defs/check", {}),
                ("results/$defs/plan", {"forecasts": [{"verb": "dance", "text": "x"}]}),
            ]
            for name, message in wrong:
                assert not validator(name).is_valid(message), (name, message)
            result = schema["$defs"]["results"]["$defs"]["initialize"]
            least = {"protocolVersion": 1, "plugin": {"name": "x", "version": "1"}, "sections": {}, "provides": "x"}
            nulls = {key: None for key in result["properties"].keys() - least.keys()}
            validator("results/$defs/initialize").validate(least | nulls | {"timeouts": {"idle": None, "run": None}})
            validator("results/$defs/initialize").validate(least | nulls)
            print(messages)
            """
        let schema = "\(RecuaBinary.package)/docs/plugin-protocol.schema.json"
        let printed = try await TestTools.python(script, [schema, Transcript.folder])
        let lines = try Transcript.names.map { try Transcript($0).lines.count }.reduce(0, +)
        #expect(printed == "\(lines)\n")
    }

    private func play(_ request: JSON, of transcript: Transcript, _ plugin: ProgramPlugin, _ bench: Bench) async throws
    {
        let answer = transcript.answer(to: request["id"])
        do {
            let result = try await ask(request, transcript, plugin, bench)
            #expect(result == answer["result"], "\(request)")
        } catch is CancellationError {
            #expect(transcript.cancels(request["id"]))
        } catch let failed as FailedOutput {
            #expect(failed.artifact == answer["error"]?["data"]?["artifact"])
            #expect(failed.problems.count == 1)
            expect(failed.problems[0], toBe: answer["error"])
        } catch let error as Diagnostic {
            #expect(answer["error"]?["data"]?["artifact"] == nil)
            expect(error, toBe: answer["error"])
        }
    }

    private func expect(_ problem: Diagnostic, toBe error: JSON?) {
        let data = error?["data"]
        #expect(problem.code == data?["code"]?.string, "\(problem)")
        #expect(problem.message == error?["message"]?.string)
        #expect(problem.help == data?["help"]?.string)
        #expect(problem.isOfCredentials == (data?["class"] == "auth"))
    }

    /// Has the host make the request, and puts what came of it into the form of an answer.
    private func ask(
        _ request: JSON, _ transcript: Transcript, _ plugin: ProgramPlugin, _ bench: Bench
    ) async throws -> JSON? {
        let params = request["params"] ?? .null
        let answer = transcript.answer(to: request["id"])["result"]
        let step = try bench.step(of: params)
        switch request["method"]?.string {
        case "check":
            let found = try await plugin.check(step.sections, in: step.stack)
            return ["diagnostics": .array(found.map(\.messageItem))]
        case "plan":
            let forecasts = try await plugin.forecast(bench.outlook(of: params))
            return ["forecasts": .array(forecasts.map(\.messageItem))]
        case "run":
            let artifact = try await run(plugin, step, isCancelled: transcript.cancels(request["id"]), bench)
            return artifact == answer?["artifact"] ? answer : ["artifact": artifact]
        case "observe":
            let known = params["artifact"]?.object == nil ? nil : params["artifact"]
            let isLost = params["inputs"] != nil
            let found = try await isLost ? plugin.find(step) : plugin.observe(known, step)
            return found == (try expected(answer, known)) ? answer : .string("\(found)")
        default:
            try await plugin.destroy(params["artifact"], step)
            return [:]
        }
    }

    private func expected(_ answer: JSON?, _ known: JSON?) throws -> Observation<JSON> {
        let artifact = answer?["artifact"] ?? known
        switch answer?["state"]?.string {
        case "absent": return .absent
        case "present": return .present(try #require(artifact))
        default: return .drifted(try #require(artifact), detail: answer?["detail"]?.string ?? "")
        }
    }

    private func run(
        _ plugin: ProgramPlugin, _ step: Step<JSON, [ArtifactKind: JSON]>, isCancelled: Bool, _ bench: Bench
    ) async throws -> JSON {
        guard isCancelled else { return try await plugin.run(step) }
        return try await withThrowingTaskGroup(of: JSON.self) { group in
            group.addTask { try await plugin.run(step) }
            _ = try await bench.eventually { !bench.messages.all.isEmpty }
            group.cancelAll()
            return try await group.next() ?? .null
        }
    }
}

extension Bench {
    fileprivate init(_ folder: ScratchFolder, scripted transcript: Transcript) throws {
        self.init(folder)
        environment["PROBE_TOKEN"] = "swordfish"
        // It has the time to say all that is written down.
        (limits.cancelGrace, limits.exitGrace) = (.seconds(60), .seconds(60))
        for name in ["scratch", "stack", "store"] { try Files.createFolder(folder.path(name)) }
        // What it describes itself as is known, so that the conversation has one process.
        let declaration = try scripted(transcript)
        try store.setRecord(
            "plugins", declaration.digest(in: store, environment: [:]), transcript.answer(to: 1)["result"] ?? .null)
    }

    fileprivate func scripted(_ transcript: Transcript) throws -> ProgramDeclaration {
        let script = try folder.write(Transcript.program, to: "probe.py", mode: 0o755)
        let swaps: JSON = [
            "/project/stacks": .string(folder.path), "/project/scratch": .string(folder.path("scratch")),
            "/project/folder": .string(folder.path("stack")), "/store": .string(store.root),
            "amd64": ProgramParams.check([:], in: .testing(folder: folder))["stack"]?["architecture"] ?? .null,
            "0.1.0": .string(RecuaVersion.current),
        ]
        return declaration(
            run: [script, "\(Transcript.folder)/\(transcript.name).jsonl", swaps.text(), folder.path("done")],
            files: [script])
    }

    /// The step that leads to these params.
    fileprivate func step(of params: JSON) throws -> Step<JSON, [ArtifactKind: JSON]> {
        let isOpen = params["checkpoint"]?.isNull ?? true
        return Step(
            stack: facts(params), sections: params["sections"] ?? .null, input: artifacts(params["inputs"]),
            failures: try artifacts(params["failures"]).mapValues { try $0.decode(StepFailure.self) },
            prior: params["prior"]?.object == nil ? nil : params["prior"], token: params["token"]?.string ?? "",
            fingerprint: params["fingerprint"]?.string.flatMap { Digest($0) },
            checkpoint: isOpen ? nil : params["checkpoint"],
            host: try .testing(folder: folder, environment: environment, messages: messages))
    }

    fileprivate func outlook(of params: JSON) -> Outlook<JSON> {
        Outlook(
            stack: facts(params), sections: params["sections"] ?? .null, inputs: artifacts(params["inputs"]),
            earlier: artifacts(params["earlier"]), prior: params["prior"], store: store, folder: folder.path("stack"))
    }

    private func facts(_ params: JSON) -> StackFacts {
        let stack: JSON = params["stack"] ?? .null
        func text(_ key: String) -> String { stack[key]?.string ?? "" }
        let tags: [String: JSON] = stack["tags"]?.object ?? [:]
        return StackFacts(
            name: text("name"), project: text("project"), target: text("target"),
            description: stack["description"]?.string, tags: tags.compactMapValues { $0.string }, folder: folder.path)
    }

    private func artifacts(_ artifacts: JSON?) -> [ArtifactKind: JSON] {
        Dictionary((artifacts?.object ?? [:]).map { (ArtifactKind(rawValue: $0.key), $0.value) }) { first, _ in first }
    }
}
