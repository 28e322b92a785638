import RecuaCore
import Testing

@Suite struct `Published schemas` {
    static let schemas: [Schema] = [
        .any, .boolean, .integer, .integer(1...5), .integer(1 ... .max), .number(0...1.5), .string,
        .string(pattern: "[a-z]+|x", length: 1...5, format: .path), .string(length: 1 ... .max),
        .string(format: .source),
        .string(format: .duration), .string(format: .bytes), .choice("a", "b"), .array(of: .integer, count: 1...3),
        .array(of: .choice("x")), .map(of: .string.secret), .object([]),
        .either(.choice("auto"), .integer(128...10240)),
        Schema.object([
            .optional("a", .integer.about("An a").example(5).example(6), default: 3),
            .required("b", .object([.required("c", .string.secret)])),
        ]).about("A thing"),
    ]

    @Test(arguments: schemas)
    func `a schema comes back from its JSON Schema as it was`(schema: Schema) throws {
        #expect(try Schema(jsonSchema: schema.jsonSchema()) == schema)
    }

    @Test func `it is JSON Schema as others read it`() {
        let schema: Schema = .object([
            .required("url", .string(pattern: "https://.*").about("Where").example("https://x")),
            .optional("key", .string.secret), .optional("n", .integer(1...9), default: 2),
        ])
        #expect(
            schema.jsonSchema() == [
                "type": "object", "additionalProperties": false, "required": ["url"],
                "properties": [
                    "url": [
                        "type": "string", "pattern": "^(?:https://.*)$", "description": "Where",
                        "examples": ["https://x"],
                    ],
                    "key": ["type": "string", "writeOnly": true],
                    "n": ["type": "integer", "minimum": 1, "maximum": 9, "default": 2],
                ],
            ]
        )
    }

    @Test func `schemas of plugins in other languages are understood`() throws {
        let schema = try Schema(jsonSchema: [
            "$defs": [
                "file": ["type": "object", "required": ["package"], "properties": ["package": ["pattern": "^[a-z]+$"]]]
            ],
            "properties": [
                "engine": ["$ref": "#/$defs/file", "description": "The engine"],
                "count": ["type": ["integer", "null"], "exclusiveMinimum": 0],
                "mode": ["enum": ["a", "b"]], "kind": ["const": "x"], "loose": true,
                "names": ["items": ["type": "string", "pattern": "b"], "minItems": 1],
                "either": ["oneOf": [["type": "string"], ["type": "boolean"]]], "two": ["type": ["string", "boolean"]],
            ],
            "additionalProperties": false, "unknownKeyword": 5,
        ])
        guard case .object(let rule) = schema.kind else { return #expect(Bool(false)) }
        let kinds = Dictionary(uniqueKeysWithValues: rule.properties.map { ($0.name, $0.schema) })
        #expect(rule.additional == nil)
        #expect(kinds["count"] == .integer(1 ... .max))
        #expect(kinds["mode"] == .choice("a", "b"))
        #expect(kinds["kind"] == .choice("x"))
        #expect(kinds["loose"] == .any)
        #expect(kinds["either"] == .either(.string, .boolean))
        #expect(kinds["two"] == .either(.string, .boolean))
        #expect(kinds["engine"]?.summary == "The engine")
        let place = Place(
            file: "t", start: .init(line: 1, column: 1, offset: 0), end: .init(line: 1, column: 1, offset: 0))
        func codes(_ content: Node.Content, _ name: String) -> [String]? {
            kinds[name]?.check(Node(content, at: place), name: name).map(\.code)
        }
        #expect(codes(.array([Node(.string("abc"), at: place)]), "names") == [])
        #expect(codes(.array([Node(.string("xyz"), at: place)]), "names") == ["manifest.pattern"])
        #expect(codes(.object([]), "engine") == ["manifest.missing-key"])
    }

    @Test(
        arguments: [
            (5, "expected an object or `true` at `#`"), (["type": "date"], "unknown type `date` at `#`"),
            (
                ["properties": ["a": ["enum": [1, 2]]]],
                "`enum` and `const` of anything but strings at `#/properties/a`"
            ),
            (["type": "integer", "minimum": 5, "maximum": 1], "a minimum above its maximum at `#`"),
            (["type": "string", "pattern": "(a"], "the pattern `(a` is not understood: a `)` is missing at `#`"),
            (["$ref": "#/$defs/x"], "`$ref` leads nowhere: `#/$defs/x` at `#`"),
            (["$ref": "https://x/y"], "`$ref` outside the schema: `https://x/y` at `#`"),
            (["type": "null"], "a value that can only be null at `#`"),
        ] as [(JSON, String)])
    func `what cannot be checked is refused with its place`(json: JSON, message: String) {
        let error = #expect(throws: Diagnostic.self) { try Schema(jsonSchema: json) }
        #expect(error?.code == "schema.unsupported")
        #expect(error?.message == message)
    }

    @Test func `a schema that refers to itself is refused`() {
        let json: JSON = ["$defs": ["a": ["items": ["$ref": "#/$defs/a"]]], "$ref": "#/$defs/a"]
        #expect(throws: Diagnostic.self) { try Schema(jsonSchema: json) }
    }

    @Test func `a schema that grows without end where it refers to its parts twice is refused`() {
        var parts: [String: JSON] = ["p20": ["type": "string"]]
        for level in 0..<20 {
            let next: JSON = ["$ref": .string("#/$defs/p\(level + 1)")]
            parts["p\(level)"] = ["properties": ["a": next, "b": next]]
        }
        let error = #expect(throws: Diagnostic.self) {
            try Schema(jsonSchema: ["$defs": .object(parts), "$ref": "#/$defs/p0"])
        }
        #expect(error?.message.contains("more than 20000 parts") == true)
    }

    @Test func `the whole manifest has one schema`() {
        let json = ManifestSchema.json(descriptors: ManifestScratch.plugins)
        #expect(json["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(json["$defs"]?["stack"]?["properties"]?["server"] == ["$ref": "#/$defs/section.server"])
        #expect(json["$defs"]?["section.lambda"]?["required"] == nil)
        #expect(json["$defs"]?["section.smoke"]?["items"]?["required"] == ["chat"])
        let context = json["$defs"]?["section.server"]?["properties"]?["context"]
        #expect(
            context?["anyOf"] == [
                ["type": "integer", "minimum": 1, "maximum": 1_000_000], ["type": "string", "pattern": #"^\$\{"#],
            ])
        #expect(context?["default"] == 4096)
        #expect(json["$defs"]?["stack"]?["properties"]?["target"]?["anyOf"]?[0]?["enum"] == ["lambda", "local"])
        #expect(json.text() == ManifestSchema.json(descriptors: ManifestScratch.plugins).text())
    }
}
