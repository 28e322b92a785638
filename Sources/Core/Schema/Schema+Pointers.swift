extension Schema {
    /// The local files and folders that a canonical value names: those of format `path`, and those of format `source`
    /// that have no `scheme://` and no `${`, which may stand for one. Each with its JSON pointer below the section
    /// (`/weights/url`), sorted by key.
    public func paths(in canonical: JSON) -> [(pointer: String, path: String)] {
        var found: [(pointer: String, path: String)] = []
        walk(Node(canonical, at: .nowhere), "") { schema, node, pointer in
            guard case .string(let rule) = schema.kind, let text = node.string else { return }
            if rule.format == .path || (rule.format == .source && Schema.isLocal(source: text)) {
                found.append((pointer, text))
            }
        }
        return found
    }

    /// False when ``paths(in:)`` finds nothing, whatever the value.
    var mayNameFiles: Bool {
        switch kind {
        case .string(let rule): rule.format == .path || rule.format == .source
        case .array(let items, _): items.mayNameFiles
        case .object(let rule):
            rule.properties.contains { $0.schema.mayNameFiles } || rule.additional?.mayNameFiles == true
        case .either(let alternatives): alternatives.contains { $0.mayNameFiles }
        case .any, .boolean, .integer, .number, .choice: false
        }
    }

    /// True for a path; a text with an open reference counts as a URL, as secrets that are paths are resolved early.
    static func isLocal(source text: String) -> Bool { !text.contains("://") && !text.contains("${") }

    /// JSON pointers of the values in `canonical` that may hold secrets.
    public func secretPointers(in canonical: JSON) -> [String] {
        var found: [String] = []
        walk(Node(canonical, at: .nowhere), "") { schema, _, pointer in
            if schema.isSecret { found.append(pointer) }
        }
        return found
    }

    /// Visits each value with the schema that decides it. What is below a secret is not visited.
    private func walk(_ node: Node, _ pointer: String, _ visit: (Schema, Node, String) -> Void) {
        guard let schema = isSecret ? self : alternative(for: node) else { return }
        visit(schema, node, pointer)
        if schema.isSecret { return }
        switch (schema.kind, node.content) {
        case (.array(let items, _), .array(let nodes)):
            for (index, item) in nodes.enumerated() { items.walk(item, "\(pointer)/\(index)", visit) }
        case (.object(let rule), .object(let members)):
            for member in members {
                let inner = rule.properties.first { $0.name == member.key }?.schema ?? rule.additional
                let token = member.key.replacing("~", with: "~0").replacing("/", with: "~1")
                inner?.walk(member.value, "\(pointer)/\(token)", visit)
            }
        default: break
        }
    }
}
