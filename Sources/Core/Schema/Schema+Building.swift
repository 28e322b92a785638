/// The short spellings plugins declare their sections with.
///
/// ```swift
/// .object([
///     .required("url", .string(format: .source).about("Where the file comes from")),
///     .optional("memory", .integer(128...10240).about("Memory in MB"), default: 8846),
/// ])
/// ```
extension Schema {
    public static let any = Schema(.any)
    public static let boolean = Schema(.boolean)
    public static let integer = Schema(.integer(nil))
    public static let number = Schema(.number(nil))
    public static let string = Schema(.string(StringRule()))

    public static func integer(_ range: ClosedRange<Int64>) -> Schema { Schema(.integer(range)) }
    public static func number(_ range: ClosedRange<Double>) -> Schema { Schema(.number(range)) }
    public static func choice(_ words: String...) -> Schema { Schema(.choice(words)) }
    public static func either(_ alternatives: Schema...) -> Schema { Schema(.either(alternatives)) }

    public static func string(
        pattern: String? = nil, length: ClosedRange<Int>? = nil, format: Format? = nil
    ) -> Schema {
        Schema(.string(StringRule(pattern: pattern, length: length, format: format)))
    }

    public static func array(of items: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        Schema(.array(of: items, count: count))
    }

    public static func object(_ properties: [Property]) -> Schema {
        Schema(.object(ObjectRule(properties: properties)))
    }

    /// An object whose keys are the user's.
    public static func map(of values: Schema) -> Schema {
        Schema(.object(ObjectRule(properties: [], additional: values)))
    }

    public func about(_ summary: String) -> Schema {
        var copy = self
        copy.summary = summary
        return copy
    }

    public func example(_ example: JSON) -> Schema {
        var copy = self
        copy.examples.append(example)
        return copy
    }

    /// Marks a value that may hold a secret.
    public var secret: Schema {
        var copy = self
        copy.isSecret = true
        return copy
    }
}

extension Schema.Property {
    public static func required(_ name: String, _ schema: Schema) -> Self {
        Self(name: name, schema: schema, isRequired: true)
    }

    public static func optional(_ name: String, _ schema: Schema, default value: JSON? = nil) -> Self {
        var schema = schema
        schema.defaultValue = value ?? schema.defaultValue
        return Self(name: name, schema: schema, isRequired: false)
    }
}
