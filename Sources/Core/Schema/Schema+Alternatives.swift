extension Schema {
    /// The alternatives of an `either` whose type fits the value, the likeliest first; the schema itself otherwise.
    ///
    /// Of several mappings only one is meant: the one that knows most of the keys that are written and, of those,
    /// misses the fewest.
    func alternatives(for node: Node) -> [Schema] {
        guard case .either(let alternatives) = kind else { return fits(node) ? [self] : [] }
        let fitting = alternatives.flatMap { $0.inheriting(self).alternatives(for: node) }
        guard case .object(let members) = node.content, fitting.count > 1 else { return fitting }
        let keys = Set(members.map(\.key))
        let best = fitting.enumerated().max { lhs, rhs in
            let (left, right) = (lhs.element.affinity(to: keys, node), rhs.element.affinity(to: keys, node))
            return left == right ? lhs.offset > rhs.offset : left < right
        }
        return best.map { [$0.element] } ?? []
    }

    /// The one schema that decides how `node` is read.
    func alternative(for node: Node) -> Schema? { alternatives(for: node).first }

    /// Secrecy of the whole holds for each of its alternatives.
    private func inheriting(_ whole: Schema) -> Schema {
        var copy = self
        copy.isSecret = isSecret || whole.isSecret
        return copy
    }

    private func fits(_ node: Node) -> Bool {
        switch (kind, node.content) {
        case (.any, _), (.boolean, .bool), (.string, .string), (.choice, .string), (.array, .array), (.object, .object):
            true
        case (.string(let rule), .integer): rule.format == .bytes
        case (.integer, _): node.wholeNumber != nil
        case (.number, _): node.anyNumber != nil
        default: false
        }
    }

    private func affinity(to keys: Set<String>, _ node: Node) -> Int {
        guard case .object(let rule) = kind else { return .min }
        var score = 0
        for property in rule.properties {
            if let value = node[property.name] {
                score += 10
                // A choice that does not hold, such as `kind: wheel`, speaks against the alternative.
                if case .choice(let words) = property.schema.kind, !words.contains(value.string ?? "") { score -= 15 }
            } else if property.isRequired {
                score -= 1
            }
        }
        return score
    }
}

extension Node {
    /// The value as an integer: `4` and `4.0`, which JSON Schema takes for the same.
    var wholeNumber: Int64? {
        switch content {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    var anyNumber: Double? {
        switch content {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
