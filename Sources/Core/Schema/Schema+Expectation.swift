extension Schema {
    /// What fits, as the object of "expected".
    var expectation: String {
        switch kind {
        case .any: "a value"
        case .boolean: "`true` or `false`"
        case .integer: "an integer"
        case .number: "a number"
        case .choice(let words): Self.oneOf(words.map { "`\($0)`" })
        case .array: "a list"
        case .object: "a mapping"
        case .either(let alternatives): Self.oneOf(alternatives.map(\.expectation))
        case .string(let rule):
            switch rule.format {
            case .path: "a path"
            case .source: "a URL or a path"
            case .image: "the name of an image"
            case .duration: "a duration such as `30s`"
            case .bytes: "a size such as `512MiB`"
            case .script, nil: "a string"
            }
        }
    }

    /// What to write instead of a value of the wrong type.
    func remedy(for node: Node) -> String? {
        switch (kind, node.content) {
        case (.string(let rule), .integer) where rule.format == .duration: "write a unit: `30s`"
        case (.string, .integer), (.string, .number), (.string, .bool): "write it in quotes"
        case (.choice, .bool), (.choice, .integer), (.choice, .number): "write it in quotes"
        case (.integer, .string(let text)) where Int64(text) != nil: "remove the quotes"
        case (.number, .string(let text)) where Double(text) != nil: "remove the quotes"
        case (.boolean, .string(let text)) where ["true", "false"].contains(text): "remove the quotes"
        case (.boolean, .string(let text)) where ["yes", "on", "y"].contains(text.lowercased()): "write `true`"
        case (.boolean, .string(let text)) where ["no", "off", "n"].contains(text.lowercased()): "write `false`"
        case (.object, .null): "write `{}` for an empty mapping"
        case (.array, .null): "write `[]` for an empty list"
        case (.array, .object): "begin each item with `- `"
        case (.array, _): "write it as a list: `[…]`"
        default: nil
        }
    }

    /// `a`, `b` or `c`; words said twice are said once.
    private static func oneOf(_ words: [String]) -> String {
        var seen: Set<String> = []
        let words = words.filter { seen.insert($0).inserted }
        guard words.count > 1, let last = words.last else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension Suggestion {
    /// The help for an unknown key: the nearest known one, else all of them when they are few.
    ///
    /// - Parameters:
    ///   - alreadyReported: after a hundred mistakes nobody reads suggestions, and a hundred thousand of them would take
    ///     seconds.
    ///   - few: how many names are few.
    static func key(
        _ key: String, among names: [String], alreadyReported: Int, few: Int = 12
    ) -> (name: String?, help: String?) {
        guard alreadyReported < 100 else { return (nil, nil) }
        if let near = nearest(to: key, among: names) { return (near, "did you mean `\(near)`?") }
        guard !names.isEmpty, names.count <= few else { return (nil, nil) }
        return (nil, "known keys: " + names.map { "`\($0)`" }.joined(separator: ", "))
    }
}
