/// The short spellings plugins declare their sections with.
///
/// ```swift
/// .object([
///     .required("url", .string(format: .source).about("Where the file comes from")),
///     .optional("memory", .integer(128...10240).about("Memory in MB"), default: 8846),
/// ])
/// ```
extension Schema {
    /// Anything at all; the plugin looks at it itself.
    public static let any = Schema(.any)
    /// `true` or `false`.
    public static let boolean = Schema(.boolean)
    /// A whole number.
    public static let integer = Schema(.integer(nil))
    /// A number.
    public static let number = Schema(.number(nil))
    /// A text.
    public static let string = Schema(.string(StringRule()))

    /// A whole number within bounds.
    public static func integer(_ range: ClosedRange<Int64>) -> Schema { Schema(.integer(range)) }
    /// A number within bounds.
    public static func number(_ range: ClosedRange<Double>) -> Schema { Schema(.number(range)) }
    /// One of these words.
    public static func choice(_ words: String...) -> Schema { Schema(.choice(words)) }
    /// What one of these accepts; they must differ in type or by a key.
    public static func either(_ alternatives: Schema...) -> Schema { Schema(.either(alternatives)) }

    /// A text that looks a certain way.
    ///
    /// - Parameters:
    ///   - pattern: matches the whole text.
    ///   - length: how many characters it has.
    ///   - format: what it means.
    public static func string(
        pattern: String? = nil, length: ClosedRange<Int>? = nil, format: Format? = nil
    ) -> Schema {
        Schema(.string(StringRule(pattern: pattern, length: length, format: format)))
    }

    /// A list.
    ///
    /// - Parameter count: how many items it has.
    public static func array(of items: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        Schema(.array(of: items, count: count))
    }

    /// A mapping of these keys and no others.
    public static func object(_ properties: [Property]) -> Schema {
        Schema(.object(ObjectRule(properties: properties)))
    }

    /// An object whose keys are the user's.
    public static func map(of values: Schema) -> Schema {
        Schema(.object(ObjectRule(properties: [], additional: values)))
    }

    /// The same with a line for people: the editor shows it beside the key.
    public func about(_ summary: String) -> Schema {
        var copy = self
        copy.summary = summary
        return copy
    }

    /// The same with one more example, which the editor offers.
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
    /// A key that must be written.
    public static func required(_ name: String, _ schema: Schema) -> Self {
        Self(name: name, schema: schema, isRequired: true)
    }

    /// A key that may be left out.
    ///
    /// - Parameter value: what it stands for then.
    public static func optional(_ name: String, _ schema: Schema, default value: JSON? = nil) -> Self {
        var schema = schema
        schema.defaultValue = value ?? schema.defaultValue
        return Self(name: name, schema: schema, isRequired: false)
    }
}
