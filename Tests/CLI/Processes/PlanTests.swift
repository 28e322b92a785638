import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct PlanTests {
    /// What is wrong with a document by docs/plan.schema.json; empty when nothing is.
    private func complaints(_ document: String) async throws -> String {
        let script = """
            import json, sys
            from jsonschema import Draft202012Validator
            schema = json.load(open(sys.argv[1]))
            Draft202012Validator.check_schema(schema)
            for error in Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
                print(error.json_path, error.message[:300])
            """
        return try await TestTools.python(
            script, ["\(RecuaBinary.package)/docs/plan.schema.json"], input: document)
    }

    @Test func `the JSON of every kind of plan is what its schema promises`() async throws {
        try await withToys("one: { shelf: { word: a }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            func check(_ command: String...) async throws {
                let found = try await toys.recua.command(command + ["--json"]).run()
                #expect(found.status == .exited(0), "\(found.errorOutput)")
                let complaints = try await complaints(found.output)
                #expect(complaints.isEmpty, "\(command): \(complaints)\n\(found.output)")
            }
            try await check("plan")
            #expect(try await toys.recua.run("up").status == .exited(0))
            try await check("plan")
            try toys.write("one: { shelf: { word: b }, probe: {} }")
            try await check("plan")
            try await check("why")
            let json = try await toys.recua.json("plan", "--json")
            #expect(json["leftovers"]?[0]?["stack"] == "two" && json["leftovers"]?[0]?["declared"] == false)
            #expect(json["leftovers"]?[0]?["standing"]?[0]?["url"] == "http://127.0.0.1:9/two")
            #expect(json["totals"]?["changing"] == 1)
        }
    }

    @Test func `a schema that promises something else is not what is printed`() async throws {
        let broken = """
            {"version": 1, "project": "x", "fresh": true, "leftovers": [], "totals": {"changing": 0, "fresh": 1, "amounts": []},
             "stacks": [{"name": "a", "target": "t", "fresh": false, "steps": [{"plugin": "p", "kind": "k", "state": "stale"}]}]}
            """
        #expect(try await complaints(broken).contains("'reasons' is a required property"))
    }

    @Test func `--exit-code tells whether there is something to do`() async throws {
        try await withToys { toys in
            let unasked = try await toys.recua.run("plan")
            #expect(unasked.status == .exited(0))
            #expect(try await toys.recua.run("plan", "--exit-code").status == .exited(11))
            #expect(try await toys.recua.run("plan", "--exit-code", "--json").status == .exited(11))
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("plan", "--exit-code").status == .exited(0))
            #expect(try await toys.recua.run("plan", "--exit-code").status == .exited(0))
        }
    }

    @Test func `a stack that left the manifest is shown with what stands, and goes by down --orphans alone`()
        async throws
    {
        try await withToys("one: { shelf: {}, probe: {} }\nold: { shelf: {}, probe: {} }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: {}, probe: {} }")
            let plan = try await toys.recua.run("plan", "--exit-code")
            #expect(plan.status == .exited(0))
            #expect(
                plan.output == """
                    ! old is not in the manifest any more: shelf answers at http://127.0.0.1:9/old (`recua down --orphans old`)
                    1 stack up to date

                    """)
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("status").output.contains("not in the manifest: old;"))
            #expect(try await toys.recua.run("down", "--orphans").output == "1 stack down\n")
            #expect(try await toys.recua.run("plan").output == "1 stack up to date\n")
            let status = try await toys.recua.run("status").output
            #expect(status.contains("http://127.0.0.1:9/one") && !status.contains("old"), "\(status)")
        }
    }

    @Test func `a thousand mistakes are a page, and validate --all shows each`() async throws {
        let stacks = (1...300).map { "s\($0): { shelf: { wrod: a } }" }
        try await withToys(stacks.joined(separator: "\n") + "\nlast: { target: nope }") { toys in
            for command in ["plan", "validate", "up", "why"] {
                let run = try await toys.recua.run(command)
                #expect(run.status == .exited(2))
                let lines = run.errorOutput.split(separator: "\n")
                #expect(lines.count < 70, "\(command): \(lines.count) lines")
                #expect(run.errorOutput.contains("nope"), "\(command): \(run.errorOutput)")
                #expect(
                    lines.last?.hasPrefix("… and 281 more: 281 manifest.unknown-key; `recua validate --all`") == true,
                    "\(command): \(lines.last ?? "")")
            }
            let all = try await toys.recua.run("validate", "--all").errorOutput
            #expect(all.split(separator: "\n").count > 900 && !all.contains("more:"))
            let json = try await toys.recua.json("validate", "--json")
            #expect(json["diagnostics"]?.array?.count == 301)
        }
    }
}
