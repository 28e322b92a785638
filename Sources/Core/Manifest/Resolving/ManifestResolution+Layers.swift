extension ManifestResolution {
    /// Mappings of one kind from all files, as one that is checked by itself: a mistake in `defaults` is one mistake,
    /// not one for each stack, and is found even when every stack overrides it.
    mutating func layer(_ nodes: [Node], _ owner: String) -> Node {
        let cleaned = nodes.map { clean($0, owner) }
        guard let first = cleaned.first else { return Node(.object([]), at: .nowhere) }
        let layer = cleaned.dropFirst().reduce(first) { $0.merged(with: $1) }
        references.isTolerant = true
        defer { references.isTolerant = false }
        for member in layer.members ?? [] {
            guard let schema = schema[member.key] else { continue }
            let value = references.resolve(member.value, schema)
            checker.check(value, schema, name: member.key, key: member.keyPlace, isPartial: true)
        }
        return layer
    }

    /// A mapping without the keys that no plugin owns, which are reported.
    ///
    /// - Parameter owner: what the mapping is: "stack `qwen`".
    mutating func clean(_ node: Node, _ owner: String) -> Node {
        if node.content == .null { return Node(.object([]), at: node.place) }
        guard let members = node.members else {
            diagnostics.append(
                Diagnostic("manifest.type", "expected a mapping in \(owner), found \(node.kindName)", at: node.place)
            )
            return Node(.object([]), at: node.place)
        }
        let known = members.filter { member in
            if schema[member.key] != nil { return true }
            var refusal = schema.refusal(of: member, in: owner, alreadyReported: diagnostics.count)
            if let help = elsewhere[member.key] { refusal.help = help }
            diagnostics.append(refusal)
            return false
        }
        return known.count == members.count ? node : Node(.object(known), at: node.place)
    }

    /// Every profile, checked, also those that nobody asked for.
    mutating func profiles() -> [String: Node] {
        let members = Dictionary(grouping: parsed.texts.flatMap(\.profiles), by: \.key)
        var profiles: [String: Node] = [:]
        for name in parsed.profileNames {
            profiles[name] = layer((members[name] ?? []).map(\.value), "profile `\(name)`")
        }
        return profiles
    }

    /// The profile to lay over the stacks: an empty one when there is none to lay.
    mutating func choose(_ name: String?, _ profiles: [String: Node]) -> Node {
        let nothing = Node(.object([]), at: .nowhere)
        guard let name else { return nothing }
        if let profile = profiles[name] { return profile }
        let near = Suggestion.nearest(to: name, among: parsed.profileNames)
        let known = parsed.profileNames.map { "`\($0)`" }.joined(separator: ", ")
        diagnostics.append(
            Diagnostic(
                "manifest.unknown-profile", "unknown profile `\(name)`", at: Self.pseudoPlace("--profile", name),
                help: near.map { "did you mean `\($0)`?" }
                    ?? (known.isEmpty ? "the manifest has no `profiles`" : "known profiles: \(known)")
            )
        )
        return nothing
    }

    /// The overrides, in their order, each checked by itself.
    mutating func overrides(_ texts: [String]) -> [Override] {
        texts.compactMap { text in
            do {
                var override = try Override(text)
                if let stack = override.stack, !parsed.stackNames.contains(stack.name) {
                    let near = Suggestion.nearest(to: stack.name, among: parsed.stackNames)
                    throw Diagnostic(
                        "manifest.unknown-stack", "unknown stack `\(stack.name)`", at: stack.place,
                        help: near.map { "did you mean `\($0)`?" }
                    )
                }
                override.layer = layer([override.layer], "`--set`")
                return override
            } catch {
                diagnostics += Diagnostics.from(error)
                return nil
            }
        }
    }
}
