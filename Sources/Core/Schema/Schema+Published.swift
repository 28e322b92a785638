extension Schema {
    /// This schema as JSON Schema 2020-12. ``init(jsonSchema:)`` reads it back.
    public func jsonSchema() -> JSON { SchemaPublisher().publish(self) }
}

/// Writes schemas as JSON Schema.
struct SchemaPublisher {
    /// `${env:…}` may stand for any scalar, as it may in the manifest's text.
    var allowsReferences = false
    /// No key is required in mappings, since defaults and profiles may bring what the text at hand does not.
    var isPartial = false

    func publish(_ schema: Schema) -> JSON {
        var json = constraints(schema)
        if allowsReferences, schema.isScalarWithLimits {
            json = ["anyOf": [json, ["type": "string", "pattern": .string(Self.reference)]]]
        }
        if let summary = schema.summary { json["description"] = .string(summary) }
        if let value = schema.defaultValue { json["default"] = value }
        if !schema.examples.isEmpty { json["examples"] = .array(schema.examples) }
        if schema.isSecret { json["writeOnly"] = true }
        return json
    }

    /// Matches a text that begins with a reference.
    private static let reference = #"^\$\{"#

    private func constraints(_ schema: Schema) -> JSON {
        switch schema.kind {
        case .any: [:]
        case .boolean: ["type": "boolean"]
        case .integer(let range): integer(range)
        case .number(let range): number(range)
        case .string(let rule): string(rule)
        case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .array(let items, let count): array(items, count)
        case .object(let rule): object(rule)
        case .either(let alternatives): ["anyOf": .array(alternatives.map { publish($0) })]
        }
    }

    private func integer(_ range: ClosedRange<Int64>?) -> JSON {
        var json: JSON = ["type": "integer"]
        if let range, range.lowerBound != .min { json["minimum"] = .integer(range.lowerBound) }
        if let range, range.upperBound != .max { json["maximum"] = .integer(range.upperBound) }
        return json
    }

    private func number(_ range: ClosedRange<Double>?) -> JSON {
        var json: JSON = ["type": "number"]
        if let range, range.lowerBound > -.greatestFiniteMagnitude { json["minimum"] = .number(range.lowerBound) }
        if let range, range.upperBound < .greatestFiniteMagnitude { json["maximum"] = .number(range.upperBound) }
        return json
    }

    private func string(_ rule: Schema.StringRule) -> JSON {
        var json: JSON = ["type": rule.format == .bytes ? ["string", "integer"] : "string"]
        if let pattern = rule.pattern {
            let searched = Schema.searchedPattern(whole: pattern)
            json["pattern"] = .string(allowsReferences ? "\(searched)|\(Self.reference)" : searched)
        }
        // A reference is longer or shorter than what it stands for.
        if let length = rule.length, !allowsReferences { limit(&json, "Length", length) }
        if let format = rule.format { json["format"] = .string(format.rawValue) }
        return json
    }

    private func array(_ items: Schema, _ count: ClosedRange<Int>?) -> JSON {
        // Lists are not merged, so what is in them must be whole.
        var json: JSON = ["type": "array", "items": SchemaPublisher(allowsReferences: allowsReferences).publish(items)]
        if let count { limit(&json, "Items", count) }
        return json
    }

    private func limit(_ json: inout JSON, _ noun: String, _ range: ClosedRange<Int>) {
        if range.lowerBound > 0 { json["min\(noun)"] = .integer(Int64(range.lowerBound)) }
        if range.upperBound != .max { json["max\(noun)"] = .integer(Int64(range.upperBound)) }
    }

    func object(_ rule: Schema.ObjectRule) -> JSON {
        var properties: [String: JSON] = [:]
        for property in rule.properties { properties[property.name] = publish(property.schema) }
        var json: JSON = ["type": "object", "additionalProperties": rule.additional.map { publish($0) } ?? false]
        if !properties.isEmpty { json["properties"] = .object(properties) }
        let required = rule.properties.filter(\.isRequired).map { JSON.string($0.name) }
        if !isPartial, !required.isEmpty { json["required"] = .array(required) }
        return json
    }
}

extension Schema {
    fileprivate var isScalarWithLimits: Bool {
        switch kind {
        case .boolean, .integer, .number, .choice: true
        default: false
        }
    }
}
