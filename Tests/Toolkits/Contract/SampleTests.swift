import RecuaContract
import RecuaCore
import Testing

/// Stacks that are made of nothing but a schema.
@Suite struct SampleTests {
    private func sample(_ schema: Schema, _ sections: JSON = [:]) throws -> JSON? {
        let descriptor = PluginDescriptor(
            name: "probe", version: "1", summary: "", sections: [.init("probe", schema)], needs: [], provides: "probe",
            work: .compute)
        return try ContractSample(of: descriptor, sections: sections).sections["probe"]
    }

    @Test func `a section has what it must have, by defaults, examples and the first word`() throws {
        let schema = Schema.object([
            .required("size", .string(format: .bytes)), .required("kind", .choice("b", "a")),
            .required("count", .integer(5...9)), .required("word", .string(pattern: "[A-Z]{3}").example("ABC")),
            .required("list", .array(of: .string, count: 2...3)), .required("digest", .string(pattern: "[0-9a-f]{64}")),
            .optional("more", .string), .optional("given", .integer, default: 7),
        ])
        let expected: JSON = [
            "size": "512MiB", "kind": "b", "count": 5, "word": "ABC", "list": ["sample", "sample"],
            "digest": .string(String(repeating: "0", count: 64)), "given": 7,
        ]
        #expect(try sample(schema) == expected)
    }

    @Test func `a section that is given is held to its schema, and gets its defaults`() throws {
        let schema = Schema.object([.required("word", .string), .optional("count", .integer, default: 7)])
        #expect(try sample(schema, ["probe": ["word": "x"]]) == ["word": "x", "count": 7])
        #expect(throws: Diagnostics.self) { try sample(schema, ["probe": ["wrod": "x"]]) }
    }

    @Test func `what cannot be thought of is asked for`() {
        let schema = Schema.object([.required("word", .string(pattern: "very-[0-9]{7}-special"))])
        #expect(throws: Diagnostic.self) { try sample(schema) }
    }
}
