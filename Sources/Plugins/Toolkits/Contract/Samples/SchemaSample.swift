import RecuaCore

/// Values that a schema accepts, made of nothing but the schema.
struct SchemaSample {
    /// True to write every key, also those that may be left out.
    let isFull: Bool

    /// The section with what it must have, defaults filled in.
    ///
    /// - Throws: ``Diagnostic`` `contract.sample` when none can be thought of.
    static func minimal(_ section: PluginDescriptor.Section) throws -> JSON { try sample(section, isFull: false) }

    /// The section with every key that it may have.
    static func full(_ section: PluginDescriptor.Section) throws -> JSON { try sample(section, isFull: true) }

    private static func sample(_ section: PluginDescriptor.Section, isFull: Bool) throws -> JSON {
        guard let value = SchemaSample(isFull: isFull).value(section.schema),
            let whole = section.schema.canonical(Node(sample: value))
        else {
            throw Diagnostic(
                "contract.sample", "no sample of the section `\(section.name)` can be made of its schema",
                help: "give its keys `examples`, or a section with `--section`")
        }
        return whole
    }

    /// - Returns: nil when nothing fits that this can think of.
    func value(_ schema: Schema) -> JSON? {
        let written = [schema.defaultValue].compactMap(\.self) + schema.examples
        return (written + made(schema)).first { Self.fits($0, schema) }
    }

    static func fits(_ value: JSON, _ schema: Schema) -> Bool {
        schema.check(Node(sample: value), name: "sample").isEmpty
    }

    private func made(_ schema: Schema) -> [JSON] {
        switch schema.kind {
        case .any: ["x"]
        case .boolean: [true]
        case .integer(let range): [1, .integer(range?.lowerBound ?? 0)]
        case .number(let range): [1, .number(range?.lowerBound ?? 0)]
        case .choice(let words): words.map { .string($0) }
        case .string(let rule): Self.texts(rule)
        case .either(let alternatives): alternatives.compactMap { value($0) }
        case .array(let items, let count): [array(items, count)].compactMap(\.self)
        case .object(let rule): [object(rule)].compactMap(\.self)
        }
    }

    private func array(_ items: Schema, _ count: ClosedRange<Int>?) -> JSON? {
        let wanted = max(count?.lowerBound ?? 0, isFull ? min(1, count?.upperBound ?? 1) : 0)
        guard wanted > 0 else { return .array([]) }
        return value(items).map { .array(Array(repeating: $0, count: wanted)) }
    }

    private func object(_ rule: Schema.ObjectRule) -> JSON? {
        var members: [String: JSON] = [:]
        for property in rule.properties where property.isRequired || isFull {
            guard let value = value(property.schema) else {
                if property.isRequired { return nil }
                continue
            }
            members[property.name] = value
        }
        return .object(members)
    }

    /// What many patterns ask for: names, versions, digests, places.
    private static func texts(_ rule: Schema.StringRule) -> [JSON] {
        switch rule.format {
        case .script: ["true"]
        case .path: ["./sample", "sample"]
        case .source: ["https://example.com/sample"]
        case .image: ["example.com/sample:1"]
        case .duration: ["30s"]
        case .bytes: ["512MiB"]
        case nil:
            [
                "sample", "a", "1", "1.0.0", "Sample", "sample/sample", "https://example.com/sample",
                .string(String(repeating: "0", count: 64)), .string(String(repeating: "0", count: 40)),
                "sample.example.com", "us-east-1", "123456789012", "2026-01-01",
                .string(String(repeating: "a", count: rule.length?.lowerBound ?? 0)), "",
            ]
        }
    }
}
