import RecuaCore

extension Schema {
    /// Every key that may be written below this schema, with its JSON pointer; items of lists are `*`.
    func properties(below pointer: String) -> [(pointer: String, schema: Schema)] {
        switch kind {
        case .object(let rule):
            let own = rule.properties.flatMap { property in
                let place = "\(pointer)/\(property.name)"
                return [(pointer: place, schema: property.schema)] + property.schema.properties(below: place)
            }
            return own + (rule.additional?.properties(below: "\(pointer)/*") ?? [])
        case .array(let items, _): return items.properties(below: "\(pointer)/*")
        case .either(let alternatives): return alternatives.flatMap { $0.properties(below: pointer) }
        default: return []
        }
    }

    /// Whether a person is told what it is for: here, or in each of several shapes.
    var isExplained: Bool {
        if summary?.isEmpty == false { return true }
        if case .either(let alternatives) = kind { return alternatives.allSatisfy(\.isExplained) }
        return false
    }
}
