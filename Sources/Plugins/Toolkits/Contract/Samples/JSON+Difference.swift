import RecuaCore

extension JSON {
    /// The JSON pointer of the first value that is not the same in `other`; nil when all is.
    func firstDifference(from other: JSON) -> String? {
        if self == other { return nil }
        switch (self, other) {
        case (.object(let mine), .object(let others)):
            for key in Set(mine.keys).union(others.keys).sorted() where mine[key] != others[key] {
                guard let one = mine[key], let two = others[key] else { return "/\(key)" }
                return "/\(key)" + (one.firstDifference(from: two) ?? "")
            }
        case (.array(let mine), .array(let others)) where mine.count == others.count:
            for (index, (one, two)) in zip(mine, others).enumerated() where one != two {
                return "/\(index)" + (one.firstDifference(from: two) ?? "")
            }
        default: break
        }
        return ""
    }

    /// A JSON Schema whose lists of required keys, which have no order, are sorted.
    var withSortedKeys: JSON {
        switch self {
        case .array(let items): return .array(items.map(\.withSortedKeys))
        case .object(var members):
            let required = members["required"]?.array?.compactMap(\.string)
            members = members.mapValues(\.withSortedKeys)
            if let required { members["required"] = .array(required.sorted().map { .string($0) }) }
            return .object(members)
        default: return self
        }
    }
}
