/// Puts the pins of a lock file in place of what the manifest leaves open of its sources, and notes every source.
struct SourcePinner {
    let lock: LockFile
    /// The lock file as the user would write its path.
    let name: String
    var uses: [SourceUse] = []
    /// For each source that neither the manifest nor the lock file pins: why that is a mistake when all must be.
    var open: [Diagnostic] = []
    /// For each pin that the manifest contradicts, in which case the manifest counts.
    private(set) var stale: [Diagnostic] = []

    init(_ lock: LockFile, name: String) {
        self.lock = lock
        self.name = name
    }

    /// The contradictions, for those who may go on.
    var warnings: [Diagnostic] {
        stale.map { contradiction in
            var warning = contradiction
            warning.severity = .warning
            return warning
        }
    }

    /// A section with its sources pinned.
    ///
    /// - Parameter written: the same before references were resolved.
    mutating func pin(_ section: Node, written: Node, _ schema: Schema, named key: String, stack: String) -> Node {
        let spot = Spot(stack: stack, section: key, pointer: "/\(ComponentPath.token(key))")
        return replacement(section, written, schema, spot) ?? section
    }

    struct Spot {
        var stack: String
        var section: String
        var pointer: String

        func below(_ token: String) -> Spot {
            var copy = self
            copy.pointer += "/\(token)"
            return copy
        }
    }

    /// - Returns: nil when nothing in `node` changes.
    private mutating func replacement(_ node: Node, _ written: Node, _ schema: Schema, _ spot: Spot) -> Node? {
        guard let decided = schema.alternative(for: node) else { return nil }
        switch (decided.kind, node.content) {
        case (.string, .string) where decided.isSourceText:
            return pinned(WrittenSource(text: written, url: node, rule: schema.sourceRule), node, spot)
        case (.string(let rule), .string(let text)) where rule.names(anImage: text): return image(node, written, spot)
        case (.object(let rule), .object) where rule.isSource:
            guard let url = node["url"] else { return nil }
            return pinned(WrittenSource(text: written["url"] ?? url, url: url, rule: rule), node, spot)
        case (.object(let rule), .object(let members)): return replacement(node, members, written, rule, spot)
        case (.array(let items, _), .array(let nodes)):
            let pinned = nodes.enumerated().map { index, item in
                replacement(item, written[index] ?? item, items, spot.below("\(index)"))
            }
            guard pinned.contains(where: { $0 != nil }) else { return nil }
            return Node(.array(zip(nodes, pinned).map { $1 ?? $0 }), at: node.place)
        default: return nil
        }
    }

    private mutating func replacement(
        _ node: Node, _ members: [Node.Member], _ written: Node, _ rule: Schema.ObjectRule, _ spot: Spot
    ) -> Node? {
        var changed = members
        for (index, member) in members.enumerated() {
            guard let schema = rule[member.key] ?? rule.additional else { continue }
            let below = spot.below(ComponentPath.token(member.key))
            let pinned = replacement(member.value, written[member.key] ?? member.value, schema, below)
            if let pinned { changed[index].value = pinned }
        }
        return changed == members ? nil : Node(.object(changed), at: node.place)
    }

    private mutating func pinned(_ source: WrittenSource, _ node: Node, _ spot: Spot) -> Node? {
        guard let text = source.text.string, let url = source.url.string, !Schema.isLocal(source: url) else {
            return nil
        }
        let own = node["sha256"]?.string.flatMap { Digest($0) }
        uses.append(
            SourceUse(
                text: text, place: source.url.place, stack: spot.stack, section: spot.section, pointer: spot.pointer,
                sha256: own, canBePinned: source.rule != nil
            )
        )
        let pin = lock.pins[text]
        if let own {
            if let pin, pin.sha256 != own { stale.append(contradiction(text, node, pin)) }
            return nil
        }
        guard let pin, let rule = source.rule else {
            open.append(unpinned(source, text))
            return nil
        }
        return source.pinned(node, pin, rule)
    }

    private func unpinned(_ source: WrittenSource, _ text: String) -> Diagnostic {
        Diagnostic(
            "lock.open", "neither the manifest nor `\(name)` pins `\(SourceName.shown(text))`", at: source.url.place,
            help: source.rule == nil ? "its plugin takes no `sha256` for it, so it cannot be pinned" : "run: recua lock"
        )
    }

    private func contradiction(_ text: String, _ node: Node, _ pin: Pin) -> Diagnostic {
        Diagnostic(
            "lock.stale",
            "`\(SourceName.shown(text))` has another `sha256` here than in `\(name)`, where it is \(pin.sha256.short)…",
            at: node["sha256"]?.place, help: "the manifest counts; bring the lock file up to date: recua lock"
        )
    }
}

/// A source as the manifest writes it.
private struct WrittenSource {
    /// Before references were resolved.
    var text: Node
    var url: Node
    /// The mapping that it may be; nil when there is none.
    var rule: Schema.ObjectRule?

    /// The mapping that says all of it. What it adds stands where the source does.
    func pinned(_ node: Node, _ pin: Pin, _ rule: Schema.ObjectRule) -> Node {
        // What a reference stands for is nobody's business, so its place cannot be told in another way.
        let place = text.string?.contains("${") == true ? nil : pin.url
        var members = (node.members ?? []).filter { $0.key != "url" && $0.key != "sha256" }
        func add(_ key: String, _ content: Node.Content) {
            members.append(Node.Member(key: key, keyPlace: url.place, value: Node(content, at: url.place)))
        }
        add("url", .string(place ?? url.string ?? ""))
        add("sha256", .string(pin.sha256.hex))
        if rule["size"] != nil, node["size"] == nil { add("size", .integer(pin.size)) }
        return Node(.object(members), at: node.place)
    }
}
