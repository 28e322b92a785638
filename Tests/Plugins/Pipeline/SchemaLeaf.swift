import RecuaTestSupport

@testable import RecuaCore

/// A value that a schema declares somewhere inside, and two values of the whole that differ in it alone.
struct SchemaLeaf: Sendable {
    /// The keys that lead to it; nil for an item of a list.
    var path: [String?] = []
    var one: JSON
    var other: JSON

    /// Everything that a schema declares. Its files are `one` and `other`.
    static func all(of schema: Schema) -> [SchemaLeaf] {
        switch schema.kind {
        case .any: [SchemaLeaf(one: 1, other: 2)]
        case .boolean: [SchemaLeaf(one: true, other: false)]
        case .integer(let range): [integer(range ?? 1...2)]
        case .number(let range): [SchemaLeaf(one: .number(range?.lowerBound ?? 1), other: .number(middle(range)))]
        case .string(let rule): [string(rule)]
        // Of one word alone there are no two values; it stands beside other alternatives.
        case .choice(let words) where words.count < 2: []
        case .choice(let words): [SchemaLeaf(one: .string(words[0]), other: .string(words[1]))]
        case .array(let items, _): all(of: items).map { $0.inside(nil) { .array([$0]) } }
        case .object(let rule): all(of: rule)
        case .either(let alternatives): alternatives.flatMap { all(of: $0) }
        }
    }

    private static func all(of rule: Schema.ObjectRule) -> [SchemaLeaf] {
        let required = rule.properties.filter(\.isRequired).map { ($0.name, sample(of: $0.schema)) }
        let base = Dictionary(uniqueKeysWithValues: required)
        let open = rule.additional.map { [("anything", $0)] } ?? []
        return (rule.properties.map { ($0.name, $0.schema) } + open).flatMap { name, schema in
            all(of: schema).map { leaf in
                leaf.inside(name) { value in .object(base.merging([name: value]) { $1 }) }
            }
        }
    }

    private static func sample(of schema: Schema) -> JSON { all(of: schema).first?.one ?? [:] }

    private static func integer(_ range: ClosedRange<Int64>) -> SchemaLeaf {
        SchemaLeaf(one: .integer(range.lowerBound), other: .integer(range.upperBound))
    }

    private static func middle(_ range: ClosedRange<Double>?) -> Double {
        range.map { $0.lowerBound + min(1, ($0.upperBound - $0.lowerBound) / 2) } ?? 2
    }

    private static func string(_ rule: Schema.StringRule) -> SchemaLeaf {
        switch rule.format {
        case .source: SchemaLeaf(one: "https://models.test/one", other: "https://models.test/other")
        case .image: SchemaLeaf(one: "registry.test/one:1", other: "registry.test/other:1")
        case .duration: SchemaLeaf(one: "1s", other: "2s")
        case .bytes: SchemaLeaf(one: "1MiB", other: "2MiB")
        case .path, .script, nil: SchemaLeaf(one: "one", other: "other")
        }
    }

    private func inside(_ key: String?, _ wrap: (JSON) -> JSON) -> SchemaLeaf {
        SchemaLeaf(path: [key] + path, one: wrap(one), other: wrap(other))
    }

    /// Where it is, as reasons name it.
    func name(in section: String) -> String {
        path.reduce(ComponentPath().appending(key: section)) { place, key in
            key.map { place.appending(key: $0) } ?? place.appending(index: 0)
        }.text
    }
}
