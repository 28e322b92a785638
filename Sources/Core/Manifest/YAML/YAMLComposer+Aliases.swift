extension YAMLComposer {
    /// The anchored value at the alias's own place.
    mutating func alias(_ name: String, _ event: YAMLEvent) throws -> Node {
        let place = place(event.start, event.end)
        guard let anchor = anchors[name] else {
            let near = Suggestion.nearest(to: name, among: anchors.keys.sorted())
            throw Diagnostic(
                "manifest.unknown-anchor", "no anchor `&\(name)` above this alias", at: place,
                help: near.map { "did you mean `*\($0)`?" } ?? "put text that begins with `*` in quotes"
            )
        }
        guard let node = anchor.node else {
            throw Diagnostic(
                "manifest.alias-cycle", "the alias `*\(name)` stands inside the value it means", at: place,
                related: [.init("`&\(name)` begins here", at: anchor.place)]
            )
        }
        weight += anchor.weight - 1
        aliased += anchor.weight
        guard aliased <= Self.aliasLimit + source.bytes.count else {
            throw Diagnostic(
                "manifest.alias-bomb", "the aliases stand for more than \(Self.aliasLimit) values", at: place,
                help: "write fewer aliases of aliases"
            )
        }
        return Node(node.content, at: place)
    }
}
