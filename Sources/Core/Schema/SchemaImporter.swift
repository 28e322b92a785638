/// Reads JSON Schema into ``Schema``.
struct SchemaImporter {
    /// So many parts a schema may have, once what it refers to is written out in each place.
    static let size = 20_000

    let root: JSON
    private var depth = 0
    private let parts = Count()

    /// One for all copies of the importer.
    private final class Count {
        var value = 0
    }

    init(root: JSON) { self.root = root }

    func schema(_ json: JSON, at pointer: String) throws -> Schema {
        if json == true { return .any }
        guard json.object != nil else { throw unsupported("expected an object or `true`", pointer) }
        if let reference = json["$ref"]?.string { return try referred(reference, at: pointer).annotated(by: json) }
        return try Schema(kind(json, pointer)).annotated(by: json)
    }

    private func kind(_ json: JSON, _ pointer: String) throws -> Schema.Kind {
        if let words = try words(json, pointer) { return .choice(words) }
        for keyword in ["anyOf", "oneOf"] {
            guard let alternatives = json[keyword]?.array else { continue }
            return .either(
                try alternatives.enumerated().map { try inner($0.element, at: "\(pointer)/\(keyword)/\($0.offset)") }
            )
        }
        let types = (json["type"]?.array ?? [json["type"] ?? inferredType(json)]).compactMap(\.string).filter {
            $0 != "null"
        }
        if types == ["string", "integer"], json["format"] == "bytes" { return try kind("string", json, pointer) }
        if types.count > 1 { return .either(try types.map { Schema(try kind($0, json, pointer)) }) }
        guard let type = types.first else { throw unsupported("a value that can only be null", pointer) }
        return try kind(type, json, pointer)
    }

    private func kind(_ type: String, _ json: JSON, _ pointer: String) throws -> Schema.Kind {
        switch type {
        case "any": .any
        case "boolean": .boolean
        case "integer": .integer(try integers(json, pointer))
        case "number": .number(try numbers(json, pointer))
        case "string": .string(try string(json, pointer))
        case "array":
            .array(
                of: try json["items"].map { try inner($0, at: "\(pointer)/items") } ?? .any,
                count: try counts(json, "Items", pointer)
            )
        case "object": .object(try object(json, pointer))
        default: throw unsupported("unknown type `\(type)`", pointer)
        }
    }

    /// JSON Schema lets a schema leave its type out.
    private func inferredType(_ json: JSON) -> JSON {
        let keys = Set((json.object ?? [:]).keys)
        if !keys.isDisjoint(with: ["properties", "required", "additionalProperties"]) { return "object" }
        if !keys.isDisjoint(with: ["items", "minItems", "maxItems"]) { return "array" }
        if !keys.isDisjoint(with: ["pattern", "minLength", "maxLength"]) { return "string" }
        if !keys.isDisjoint(with: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]) { return "number" }
        return "any"
    }

    func inner(_ json: JSON, at pointer: String) throws -> Schema {
        guard depth < 50 else { throw unsupported("nested deeper than 50 levels, or refers to itself", pointer) }
        parts.value += 1
        guard parts.value <= Self.size else {
            throw unsupported("more than \(Self.size) parts, once what it refers to is written out,", pointer)
        }
        var importer = self
        importer.depth += 1
        return try importer.schema(json, at: pointer)
    }

    private func referred(_ reference: String, at pointer: String) throws -> Schema {
        guard reference.hasPrefix("#/") else { throw unsupported("`$ref` outside the schema: `\(reference)`", pointer) }
        guard let target = root.value(at: String(reference.dropFirst())) else {
            throw unsupported("`$ref` leads nowhere: `\(reference)`", pointer)
        }
        return try inner(target, at: String(reference.dropFirst()))
    }

    func unsupported(_ problem: String, _ pointer: String) -> Diagnostic {
        Diagnostic(
            "schema.unsupported", "\(problem) at `#\(pointer)`",
            help: "see docs/plugin-protocol.md for what is understood")
    }
}

extension Schema {
    fileprivate func annotated(by json: JSON) -> Schema {
        var copy = self
        copy.summary = json["description"]?.string ?? summary
        copy.defaultValue = json["default"] ?? defaultValue
        copy.examples = json["examples"]?.array ?? examples
        copy.isSecret = json["writeOnly"]?.bool ?? isSecret
        return copy
    }
}
