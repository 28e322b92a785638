import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The published JSON Schema, judged by a validator that is not ours.
@Suite struct SchemaTests {
    @Test func `the schema in docs is the one that recua prints`() async throws {
        try await withScratchFolder { scratch in
            let printed = try await RecuaBinary(in: scratch.path).run("schema").output
            let kept = try Files.readText("\(RecuaBinary.package)/docs/recua.schema.json")
            #expect(printed == kept, "run: recua schema --output docs/recua.schema.json")
            #expect(try await RecuaBinary(in: scratch.path).run("schema", "--output", "s.json").status == .exited(0))
            #expect(try Files.readText(scratch.path("s.json")) == printed)
            #expect(try await RecuaBinary(in: scratch.path).run("schema", "-o", "-").output == printed)
        }
    }

    @Test(arguments: ["demo", "lambda"]) func `our own stacks are valid by it, and a typo is not`(name: String)
        async throws
    {
        try await withScratchFolder { scratch in
            let manifest = "\(RecuaBinary.package)/stacks/\(name).yaml"
            let schema = try await RecuaBinary(in: scratch.path).run("schema", "-f", manifest)
            #expect(schema.status == .exited(0), "\(schema.errorOutput)")
            let text = try Files.readText(manifest)
            #expect(try await Self.complaints(text, schema.output) == "")
            let typo = text.replacing("\n    server:", with: "\n    servr:").replacing(
                "\n  server:", with: "\n  servr:")
            #expect(try await Self.complaints(typo, schema.output).contains("servr"))
        }
    }

    private static func complaints(_ manifest: String, _ schema: String) async throws -> String {
        let script = """
            import json, sys, jsonschema, yaml
            given = json.load(sys.stdin)
            schema = json.loads(given["schema"])
            jsonschema.Draft202012Validator.check_schema(schema)
            for error in jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(given["manifest"])):
                print(error.message)
            """
        let input: JSON = ["schema": .string(schema), "manifest": .string(manifest)]
        return try await TestTools.python(script, input: input.text())
    }
}
