import Testing

@testable import RecuaCore

@Suite struct `Canonical sections` {
    private func canonical(_ schema: Schema, _ text: String?) throws -> JSON? {
        guard let text else { return schema.canonical(nil) }
        let (node, _) = YAMLComposer.compose(try SourceText(name: "t", text: text))
        return schema.canonical(node)
    }

    private let schema: Schema = .object([
        .optional("context", .integer, default: 4096),
        .optional("rate", .number),
        .optional("size", .string(format: .bytes)),
        .optional("url", .object([.optional("stream", .boolean, default: true)])),
        .optional("plain", .object([.optional("x", .string)])),
        .optional("items", .array(of: .object([.optional("n", .integer, default: 1)]))),
        .optional("strict", .object([.required("key", .string), .optional("more", .integer, default: 2)])),
    ])

    @Test func `defaults are filled in at every level, and nothing is invented`() throws {
        let defaults: JSON = ["context": 4096, "url": ["stream": true]]
        #expect(try canonical(schema, "{}") == defaults)
        #expect(try canonical(schema, nil) == defaults)
        #expect(
            try canonical(schema, "{ items: [{}, { n: 5 }], strict: { key: a } }")?["items"] == [["n": 1], ["n": 5]])
        #expect(try canonical(schema, "{ strict: { key: a } }")?["strict"] == ["key": "a", "more": 2])
    }

    @Test func `writing a default out, reordering and commenting change nothing`() throws {
        let written = try canonical(schema, "# hello\nurl: { stream: true }\ncontext: 4096\n")
        #expect(written?.text() == (try canonical(schema, nil))?.text())
    }

    @Test func `keys that are not declared are left out`() throws {
        #expect(try canonical(schema, "{ context: 1, other: 2 }")?["other"] == nil)
    }

    @Test func `equal values are equal bytes`() throws {
        #expect(
            try canonical(schema, "{ context: 1.0, rate: 2, size: 5 }")?.text()
                == #"{"context":1,"rate":2,"size":"5","url":{"stream":true}}"#)
    }

    @Test func `a section that needs something is absent when it is not written`() throws {
        #expect(try canonical(.object([.required("a", .string)]), nil) == JSON?.none)
        #expect(try canonical(.array(of: .string), nil) == JSON?.none)
        #expect(try canonical(.object([]), nil) == .some([:]))
    }

    @Test func `of several mappings the one that knows the keys decides`() throws {
        let schema: Schema = .either(
            .string,
            .object([.required("file", .string), .optional("mode", .integer, default: 6)]),
            .object([.required("url", .string), .optional("retries", .integer, default: 3)])
        )
        #expect(try canonical(schema, "{ url: x }") == ["url": "x", "retries": 3])
        #expect(try canonical(schema, "{ file: x }") == ["file": "x", "mode": 6])
        #expect(try canonical(schema, "x") == "x")
    }

    @Test func `paths and secrets are found by their pointers`() throws {
        let source: Schema = .either(.string(format: .source), .object([.required("url", .string(format: .source))]))
        let schema: Schema = .object([
            .optional("a", source), .optional("b", source), .optional("c/d", .array(of: .string(format: .path))),
            .optional("key", .string.secret), .optional("environment", .map(of: .string.secret)),
        ])
        let json = try #require(
            try canonical(
                schema,
                "{ a: hf://x/y, b: { url: ./w.gguf }, c/d: [f, g], key: k, environment: { ~x: y } }"
                    .replacing("~x", with: "\"~x\""))
        )
        #expect(schema.paths(in: json).map(\.pointer) == ["/b/url", "/c~1d/0", "/c~1d/1"])
        #expect(schema.paths(in: json).map(\.path) == ["./w.gguf", "f", "g"])
        #expect(schema.secretPointers(in: json) == ["/environment/~0x", "/key"])
    }
}
