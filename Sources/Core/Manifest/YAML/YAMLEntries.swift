/// The entries of one mapping as they come: refuses duplicate keys and keys that are no strings, and resolves `<<`.
struct YAMLEntries {
    private enum Entry {
        case member(Node.Member)
        case merge(Node)
    }

    private var entries: [Entry] = []
    private var places: [String: Place] = [:]
    private var hasMerge = false
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var lastPlace: Place?

    /// - Parameter event: the key's own event, which tells `<<` from `"<<"` and `8080` from its value.
    mutating func add(_ event: YAMLEvent, _ key: Node, _ value: Node) {
        lastPlace = value.place.end > key.place.end ? value.place : key.place
        guard case .string(let name) = key.content else { return refuse(event, key) }
        if let first = places[name] { return refuseDuplicate(name, key.place, first) }
        places[name] = key.place
        if name == "<<", case .scalar(let scalar) = event.kind, scalar.isPlain {
            hasMerge = true
            entries.append(.merge(value))
        } else {
            entries.append(.member(Node.Member(key: name, keyPlace: key.place, value: value)))
        }
    }

    /// All members: explicit keys win over merged ones, of several merged mappings the first wins, and the merged
    /// keys stand where `<<` does.
    mutating func members() -> [Node.Member] {
        var members: [Node.Member] = []
        members.reserveCapacity(entries.count)
        var seen = hasMerge ? Set(places.keys) : []
        for entry in entries {
            switch entry {
            case .member(let member): members.append(member)
            case .merge(let node):
                for member in mergedMembers(node) where seen.insert(member.key).inserted { members.append(member) }
            }
        }
        return members
    }

    private mutating func mergedMembers(_ node: Node) -> [Node.Member] {
        if let members = node.members { return members }
        guard let items = node.items else {
            refuseMerge(node)
            return []
        }
        var members: [Node.Member] = []
        for item in items {
            if let more = item.members { members += more } else { refuseMerge(item) }
        }
        return members
    }

    private mutating func refuseMerge(_ node: Node) {
        diagnostics.append(
            Diagnostic(
                "manifest.merge", "`<<` takes a mapping or a list of mappings, found \(node.kindName)", at: node.place,
                help: "write an alias of a mapping: `<<: *name`"
            )
        )
    }

    private mutating func refuseDuplicate(_ name: String, _ place: Place, _ first: Place) {
        diagnostics.append(
            Diagnostic(
                "manifest.duplicate-key", "the key `\(name)` is written twice", at: place, help: "remove one of them",
                related: [.init("it is first written here", at: first)]
            )
        )
    }

    private mutating func refuse(_ event: YAMLEvent, _ key: Node) {
        var help: String?
        if case .scalar(let scalar) = event.kind { help = "write it in quotes: `\"\(scalar.text)\"`" }
        diagnostics.append(
            Diagnostic("manifest.key", "a key must be a string, found \(key.kindName)", at: key.place, help: help)
        )
    }
}
