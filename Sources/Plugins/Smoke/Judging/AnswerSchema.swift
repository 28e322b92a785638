import RecuaCore

/// The part of JSON Schema that answers are checked against: `type`, `enum`, `const`, `required`, `properties`,
/// `additionalProperties: false`, `items`, `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`,
/// `pattern`.
enum AnswerSchema {
    private static let keywords: Set = [
        "type", "enum", "const", "required", "properties", "additionalProperties", "items", "minItems", "maxItems",
        "minLength", "maxLength", "minimum", "maximum", "pattern",
    ]
    private static let annotations: Set = ["$schema", "$id", "$comment", "title", "description", "default", "examples"]
    private static let types: Set = ["object", "array", "string", "number", "integer", "boolean", "null"]

    /// What does not hold of `value`, a sentence each.
    static func failures(of value: JSON, _ schema: JSON, at path: String = "") -> [String] {
        let name = path.isEmpty ? "the answer" : "`\(path)`"
        if let wanted = schema["type"], !types(wanted).contains(where: { fits(value, $0) }) {
            let names = types(wanted).joined(separator: " or ")
            return ["expected \(name) to be of type \(names), found `\(value.text().prefix(80))`"]
        }
        var failures = valueFailures(value, schema, name)
        if let object = value.object { failures += objectFailures(object, schema, path, name) }
        if let items = value.array { failures += arrayFailures(items, schema, path, name) }
        return failures
    }

    private static func types(_ type: JSON) -> [String] {
        type.array?.compactMap(\.string) ?? type.string.map { [$0] } ?? []
    }

    private static func fits(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null): true
        case ("number", .integer), ("number", .number), ("integer", .integer): true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private static func valueFailures(_ value: JSON, _ schema: JSON, _ name: String) -> [String] {
        var failures: [String] = []
        func require(_ holds: Bool, _ wanted: @autoclosure () -> String) {
            if !holds { failures.append("expected \(name) \(wanted()), found `\(value.text().prefix(80))`") }
        }
        if let allowed = schema["enum"]?.array {
            require(allowed.contains(value), "to be one of `\(JSON.array(allowed).text())`")
        }
        if let constant = schema["const"] { require(constant == value, "to be `\(constant.text())`") }
        if let number = value.number {
            if let least = schema["minimum"]?.number { require(number >= least, "to be at least \(least)") }
            if let most = schema["maximum"]?.number { require(number <= most, "to be at most \(most)") }
        }
        if let text = value.string {
            let length = Int64(text.unicodeScalars.count)
            if let least = schema["minLength"]?.integer {
                require(length >= least, "to have at least \(least) characters")
            }
            if let most = schema["maxLength"]?.integer { require(length <= most, "to have at most \(most) characters") }
            if let pattern = schema["pattern"]?.string,
                let failure = AnswerPattern.failure(of: text, pattern, name)
            {
                failures.append("\(failure), found `\(value.text().prefix(80))`")
            }
        }
        return failures
    }

    private static func objectFailures(_ object: [String: JSON], _ schema: JSON, _ path: String, _ name: String)
        -> [String]
    {
        var failures: [String] = []
        for key in schema["required"]?.array?.compactMap(\.string) ?? [] where object[key] == nil {
            failures.append("expected \(name) to have the key `\(key)`, found none")
        }
        let properties = schema["properties"]?.object ?? [:]
        for (key, value) in object.sorted(by: { $0.key < $1.key }) {
            if let rule = properties[key] {
                failures += Self.failures(of: value, rule, at: path.isEmpty ? key : "\(path).\(key)")
            } else if schema["additionalProperties"] == .bool(false) {
                failures.append("expected \(name) to have no key `\(key)`, found it")
            }
        }
        return failures
    }

    private static func arrayFailures(_ items: [JSON], _ schema: JSON, _ path: String, _ name: String) -> [String] {
        var failures: [String] = []
        if let least = schema["minItems"]?.integer, items.count < least {
            failures.append("expected \(name) to have at least \(least) items, found \(items.count)")
        }
        if let most = schema["maxItems"]?.integer, items.count > most {
            failures.append("expected \(name) to have at most \(most) items, found \(items.count)")
        }
        guard let rule = schema["items"] else { return failures }
        return failures
            + items.enumerated().flatMap { Self.failures(of: $0.element, rule, at: "\(path)[\($0.offset)]") }
    }

    /// What of `schema` cannot be checked, with its JSON pointer below the schema: a rule that is passed over in
    /// silence would be a promise that nobody keeps.
    static func mistakes(in schema: JSON, at pointer: String = "") -> [(pointer: String, message: String)] {
        guard let members = schema.object else { return [(pointer, "a schema is a mapping")] }
        var mistakes: [(pointer: String, message: String)] = []
        for key in members.keys.sorted() where !keywords.contains(key) && !annotations.contains(key) {
            mistakes.append(("\(pointer)/\(key)", "the keyword `\(key)` of JSON Schema is not supported here"))
        }
        for type in members["type"].map(types) ?? [] where !Self.types.contains(type) {
            mistakes.append(("\(pointer)/type", "`\(type)` is not a type of JSON Schema"))
        }
        if let mistake = members["pattern"]?.string.flatMap(AnswerPattern.mistake) {
            mistakes.append(("\(pointer)/pattern", mistake))
        }
        if let extra = members["additionalProperties"], extra.bool == nil {
            mistakes.append(
                ("\(pointer)/additionalProperties", "`additionalProperties` can only be true or false here"))
        }
        for (key, rule) in (members["properties"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            mistakes += Self.mistakes(in: rule, at: "\(pointer)/properties/\(Self.token(key))")
        }
        if let items = members["items"] { mistakes += Self.mistakes(in: items, at: "\(pointer)/items") }
        return mistakes
    }

    /// A key as a part of a JSON pointer.
    private static func token(_ key: String) -> String { key.replacing("~", with: "~0").replacing("/", with: "~1") }
}
