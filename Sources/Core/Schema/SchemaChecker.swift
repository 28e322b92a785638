/// Checks values against schemas and collects every mistake. One checker for many values compiles each pattern once.
struct SchemaChecker {
    var diagnostics: [Diagnostic] = []
    var patterns: [String: TextPattern] = [:]

    /// See ``Schema/check(_:name:at:isPartial:)``.
    mutating func check(_ node: Node, _ schema: Schema, name: String, key: Place?, isPartial: Bool) {
        switch (schema.kind, node.content) {
        case (.any, _), (.boolean, .bool): break
        case (.integer(let range), _) where node.wholeNumber != nil: check(node, range, name)
        case (.number(let range), _) where node.anyNumber != nil: check(node, range, name)
        case (.string(let rule), .string(let text)): check(text, node, rule, schema, name)
        case (.string(let rule), .integer(let count)) where rule.format == .bytes: checkBytes("\(count)", node, name)
        case (.choice(let words), .string(let text)): check(text, node, words, name)
        case (.array(let items, let count), .array(let nodes)): check(nodes, node, items, count, name)
        case (.object(let rule), .object(let members)):
            check(members, rule, name: name, key: key ?? node.place, isPartial: isPartial)
        case (.either(let alternatives), _):
            check(node, alternatives, schema, name: name, key: key, isPartial: isPartial)
        default: refuseType(node, schema, name)
        }
    }

    mutating func report(_ code: String, _ message: String, at node: Node, help: String? = nil) {
        diagnostics.append(Diagnostic("manifest.\(code)", message, at: node.place, help: help))
    }

    mutating func refuseType(_ node: Node, _ schema: Schema, _ name: String) {
        report(
            "type", "expected \(schema.expectation) in `\(name)`, found \(node.kindName)", at: node,
            help: schema.remedy(for: node)
        )
    }
}
