extension Schema {
    /// The value with defaults filled in and without keys that the schema does not declare.
    ///
    /// Defaults are filled in at every level: a key that is not written gets its own default or, when it is an object
    /// with nothing required and some default inside, an object of those.
    ///
    /// - Parameter node: a value that ``check(_:name:at:isPartial:)`` accepts; nil when the section is not written.
    /// - Returns: nil for a section that is not written and cannot be made of defaults alone.
    public func canonical(_ node: Node?) -> JSON? {
        if let node { return value(node) }
        if let absent { return absent }
        // Spelled out, here and below: a bare `nil` may become JSON's `null`.
        return isFreeToOmit ? JSON.object([:]) : JSON?.none
    }

    private func value(_ node: Node) -> JSON {
        guard let schema = alternative(for: node) else { return node.json }
        switch (schema.kind, node.content) {
        case (.object(let rule), .object(let members)): return rule.value(members)
        case (.array(let items, _), .array(let nodes)): return .array(nodes.map { items.value($0) })
        case (.string, .integer(let count)): return .string("\(count)")
        case (.integer, _): return node.wholeNumber.map { .integer($0) } ?? node.json
        case (.number, _): return node.anyNumber.map { .number($0) } ?? node.json
        default: return node.json
        }
    }

    /// What stands for the value when its key is not written.
    fileprivate var absent: JSON? {
        if let defaultValue { return value(Node(defaultValue, at: .nowhere)) }
        guard case .object(let rule) = kind, isFreeToOmit else { return nil }
        let value = rule.value([])
        return value == [:] ? JSON?.none : value
    }

    private var isFreeToOmit: Bool {
        guard case .object(let rule) = kind else { return false }
        return !rule.properties.contains { $0.isRequired }
    }
}

extension Schema.ObjectRule {
    fileprivate func value(_ members: [Node.Member]) -> JSON {
        var object: [String: JSON] = [:]
        for member in members {
            let schema = properties.first { $0.name == member.key }?.schema ?? additional
            if let schema { object[member.key] = schema.canonical(member.value) }
        }
        for property in properties where object[property.name] == nil {
            object[property.name] = property.schema.absent
        }
        return .object(object)
    }
}

extension Node {
    /// A value that stands in no text.
    init(_ json: JSON, at place: Place) {
        let content: Content =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .array(let items): .array(items.map { Node($0, at: place) })
            case .object(let members):
                .object(
                    members.sorted { $0.key < $1.key }.map {
                        Member(key: $0.key, keyPlace: place, value: Node($0.value, at: place))
                    }
                )
            }
        self.init(content, at: place)
    }
}

extension Place {
    /// For values that stand in no text.
    package static let nowhere = Place(
        file: "", start: Position(line: 1, column: 1, offset: 0), end: Position(line: 1, column: 1, offset: 0)
    )
}
