extension Node {
    /// This value with `other` laid over it: mappings are merged key by key, all else is replaced.
    ///
    /// Every value keeps its own place; keys keep the order of this value, new ones follow.
    func merged(with other: Node) -> Node {
        guard var members, let others = other.members, !members.isEmpty else { return other }
        // Most stacks have no profile and no `--set` laid over them.
        if others.isEmpty { return Node(content, at: other.place) }
        let index = Dictionary(members.enumerated().map { ($0.element.key, $0.offset) }) { first, _ in first }
        for member in others {
            if let position = index[member.key] {
                let value = members[position].value.merged(with: member.value)
                members[position] = Member(key: member.key, keyPlace: member.keyPlace, value: value)
            } else {
                members.append(member)
            }
        }
        return Node(.object(members), at: other.place)
    }
}
