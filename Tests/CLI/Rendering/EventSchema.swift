import RecuaCore
import RecuaTestSupport
import SystemPackage

/// `docs/events.schema.json`, as a validator of JSON Schema reads it.
enum EventSchema {
    /// What is wrong with the lines; empty when nothing is.
    ///
    /// - Parameter isWhole: true for a stream from its first line to its end.
    static func complaints(_ lines: String, isWhole: Bool = true) async throws -> String {
        let schema = "\(RecuaBinary.package)/docs/events.schema.json"
        return try await TestTools.python(script, [schema, isWhole ? "whole" : "part"], input: lines)
    }

    static func file(_ path: String) throws -> FileDescriptor {
        try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    }

    private static let script = """
        import collections, json, sys
        from jsonschema import Draft202012Validator
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        lines = [json.loads(line) for line in sys.stdin.read().splitlines()]
        for line in lines:
            for error in validator.iter_errors(line):
                print(line.get("type"), error.json_path, error.message[:300])
        if sys.argv[2] == "whole":
            if [line["sequence"] for line in lines] != list(range(len(lines))):
                print("the lines are not numbered without gaps")
            if [lines[0]["type"], lines[-1]["type"]] != ["version", "run.finished"]:
                print("the first and the last line are", lines[0]["type"], lines[-1]["type"])
            ends = [line for line in lines if line["type"] == "step.finished"]
            if collections.Counter(line["outcome"] for line in ends) != lines[-1].get("steps"):
                print("the end counts", lines[-1].get("steps"), "and", len(ends), "steps have lines")
            if len({(line["stack"], line["plugin"]) for line in ends}) != len(ends):
                print("a step ended twice")
        """
}
