extension SchemaChecker {
    mutating func check(
        _ nodes: [Node], _ node: Node, _ items: Schema, _ count: ClosedRange<Int>?, _ name: String
    ) {
        if let count, !count.contains(nodes.count) {
            let upper = count.upperBound == .max ? nil : "\(count.upperBound)"
            let lower = count.lowerBound == 0 ? nil : "\(count.lowerBound)"
            let noun = (upper ?? lower) == "1" ? "item" : "items"
            report("count", "`\(name)` must have \(Self.bounds(lower, upper)) \(noun), found \(nodes.count)", at: node)
        }
        for (index, item) in nodes.enumerated() {
            // A list is never merged with another, so what is in it must be whole.
            check(item, items, name: "\(name)[\(index)]", key: nil, isPartial: false)
        }
    }

    mutating func check(
        _ members: [Node.Member], _ rule: Schema.ObjectRule, name: String, key: Place, isPartial: Bool
    ) {
        var present: Set<String> = []
        var meant: Set<String> = []
        for member in members {
            let known = rule.properties.first { $0.name == member.key }
            if let schema = known?.schema ?? rule.additional {
                present.insert(member.key)
                check(member.value, schema, name: "\(name).\(member.key)", key: member.keyPlace, isPartial: isPartial)
            } else if let near = refuseKey(member, rule, name) {
                meant.insert(near)
            }
        }
        guard !isPartial else { return }
        for property in rule.properties
        where property.isRequired && !present.contains(property.name) && !meant.contains(property.name) {
            diagnostics.append(
                Diagnostic(
                    "manifest.missing-key", "missing key `\(property.name)` in `\(name)`", at: key,
                    help: property.schema.summary.map { "`\(property.name)`: \($0)" }
                )
            )
        }
    }

    /// - Returns: the key that was probably meant, which is then not missing besides.
    private mutating func refuseKey(_ member: Node.Member, _ rule: Schema.ObjectRule, _ name: String) -> String? {
        let names = rule.properties.map(\.name)
        let near = Suggestion.key(member.key, among: names, alreadyReported: diagnostics.count)
        diagnostics.append(
            Diagnostic(
                "manifest.unknown-key", "unknown key `\(member.key)` in `\(name)`", at: member.keyPlace, help: near.help
            )
        )
        return near.name
    }

    mutating func check(
        _ node: Node, _ alternatives: [Schema], _ whole: Schema, name: String, key: Place?, isPartial: Bool
    ) {
        let fitting = whole.alternatives(for: node)
        guard !fitting.isEmpty else { return refuseType(node, whole, name) }
        let before = diagnostics
        var best: [Diagnostic]?
        for schema in fitting {
            diagnostics = []
            check(node, schema, name: name, key: key, isPartial: isPartial)
            if diagnostics.isEmpty { return diagnostics = before }
            if best == nil { best = diagnostics }
        }
        diagnostics = before
        if fitting.count > 1, let text = node.string {
            report("choice", "expected \(whole.expectation) in `\(name)`, found `\(Self.cut(text))`", at: node)
        } else {
            diagnostics += best ?? []
        }
    }
}
