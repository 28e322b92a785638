import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The shapes of the `--json` outputs. A key that is tested here is a promise: changing it raises `version`.
@Suite struct JSONOutputTests {
    @Test func `plan and why tell the state of each step, and each reason`() async throws {
        try await withToys { toys in
            #expect(
                try await toys.recua.json("plan", "--json") == [
                    "version": 1, "project": "toys", "fresh": false,
                    "stacks": [
                        [
                            "name": "one", "target": "shelf", "fresh": false,
                            "steps": [
                                [
                                    "plugin": "shelf", "kind": "deployment", "state": "stale",
                                    "reasons": [["kind": "never-run", "text": "not run yet"]], "forecasts": [],
                                ],
                                [
                                    "plugin": "probe", "kind": "report", "state": "waiting", "on": "shelf",
                                    "certain": true, "reasons": [["kind": "never-run", "text": "not run yet"]],
                                    "forecasts": [],
                                ],
                            ],
                        ]
                    ], "leftovers": [], "totals": ["changing": 1, "fresh": 0, "amounts": []],
                ]
            )
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: { word: b }, probe: {} }")
            let reasons = try await toys.recua.json("why", "--json")["stacks"]?[0]?["steps"]?[0]?["reasons"]
            let reason = try #require(reasons?[0])
            #expect(
                reason["kind"] == "changed" && reason["from"] != nil && reason["to"] != nil
                    && reason["component"] != nil)
            #expect(reason["text"]?.string?.contains("→") == true)
        }
    }

    @Test func `up tells the end of each step`() async throws {
        try await withToys("one: { shelf: {}, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }") { toys in
            let run = try await toys.recua.run("up", "--json")
            #expect(run.status == .exited(4))
            let json = try JSON(parsing: run.output)
            #expect(json["version"] == 1 && json["seconds"]?.number != nil)
            let one = try #require(json["stacks"]?[0])
            let two = try #require(json["stacks"]?[1])
            #expect(one["name"] == "one" && one["finished"] == true && two["finished"] == false)
            let step = try #require(one["steps"]?[0])
            #expect(
                step["stack"] == "one" && step["plugin"] == "shelf" && step["kind"] == "deployment"
                    && step["outcome"] == "done")
            #expect(step["artifact"]?["url"] == "http://127.0.0.1:9/one")
            let problem = try #require(two["steps"]?[0]?["problems"]?[0])
            #expect(
                problem["code"] == "toy.broken" && problem["severity"] == "error" && problem["help"] == "mend the toy")
            #expect(two["steps"]?[1]?["outcome"] == "blocked" && two["steps"]?[1]?["by"] == "shelf")
        }
    }

    @Test func `deploy, smoke and down print the same shape`() async throws {
        try await withToys { toys in
            for (command, outcome) in [("deploy", "done"), ("smoke", "done"), ("down", "removed")] {
                let json = try await toys.recua.json(command, "--json")
                #expect(json["version"] == 1 && json["stacks"]?[0]?["name"] == "one", "\(command): \(json.text())")
                let last = json["stacks"]?[0]?["steps"]?.array?.last?["outcome"]
                #expect(last == .string(outcome), "\(command): \(json.text())")
            }
        }
    }

    @Test func `status tells what answers where, stacks that left the manifest included`() async throws {
        try await withToys { toys in
            let empty = try await toys.recua.json("status", "--json")
            let none: JSON = [
                "name": "one", "state": "down", "declared": true, "adopted": .null, "elsewhere": .null,
                "deployment": .null, "report": .null, "failures": [], "removals": [],
            ]
            #expect(empty == ["version": 1, "project": "toys", "stacks": [none], "stranded": []])
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("two: { shelf: {}, probe: {} }")
            let stacks = try await toys.recua.json("status", "--json")["stacks"]
            #expect(stacks?[0]?["name"] == "two" && stacks?[0]?["state"] == "down")
            #expect(stacks?[1]?["name"] == "one" && stacks?[1]?["state"] == "up" && stacks?[1]?["declared"] == false)
            #expect(stacks?[1]?["deployment"]?["url"] == "http://127.0.0.1:9/one")
            #expect(stacks?[1]?["report"]?["cases"]?[0]?["passed"] == true)
            #expect(try await toys.recua.run("status").output.contains("up, not in the manifest"))
        }
    }

    @Test func `validate tells every diagnostic with its place`() async throws {
        try await withToys { toys in
            #expect(
                try await toys.recua.json("validate", "--json") == ["version": 1, "valid": true, "diagnostics": []])
            try toys.write("one: { shelf: { wrod: a }, probe: { cas: b } }")
            let run = try await toys.recua.run("validate", "--json")
            #expect(run.status == .exited(2) && run.errorOutput.isEmpty)
            let json = try JSON(parsing: run.output)
            #expect(json["valid"] == false && json["diagnostics"]?.array?.count == 2)
            let first = try #require(json["diagnostics"]?[0])
            #expect(
                first["code"] == "manifest.unknown-key" && first["severity"] == "error"
                    && first["help"] == "did you mean `word`?")
            #expect(
                first["place"]?["file"] == "recua.yaml"
                    && first["place"]?["start"] == ["line": 8, "column": 19, "offset": 188])
            #expect(first["place"]?["excerpt"]?.string?.contains("wrod") == true)
        }
    }

    @Test func `doctor tells the state of each thing`() async throws {
        try await withToys { toys in
            let json = try await toys.recua.json("doctor", "--json")
            #expect(json["version"] == 1 && json["recua"]?.string?.isEmpty == false)
            let findings = try #require(json["findings"]?.array)
            #expect(
                findings.compactMap { $0["name"]?.string } == [
                    "recua", "sam", "aws", "python3", "bwrap", "store", "ledger",
                ])
            for finding in findings {
                #expect(["good", "absent", "broken"].contains(finding["state"]?.string), "\(finding.text())")
                #expect(finding["detail"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func `inspect tells what a model file holds`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(SampleModel.weights(), to: "tiny.gguf")
            let recua = RecuaBinary(in: scratch.path)
            let json = try await recua.json("inspect", "tiny.gguf", "--json")
            #expect(
                json["version"] == 1 && json["format"] == "gguf" && json["weights"]?["name"] == "Tiny", "\(json.text())"
            )
            let text = try await recua.run("inspect", "tiny.gguf").output
            #expect(text.contains("trained context") && text.contains("2048 tokens"))
            let missing = try await recua.run("inspect", "tinny.gguf")
            #expect(missing.status == .exited(1) && missing.errorOutput.contains("tinny.gguf"))
        }
    }
}
