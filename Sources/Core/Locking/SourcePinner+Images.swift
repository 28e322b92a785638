/// Images in registries: a tag may move on, a digest stays.
extension SourcePinner {
    /// The name of an image with the digest that the lock file pins it to: `debian:12@sha256:…`.
    ///
    /// Its digest is that of what the tag leads to: of an index, where there is one, so that it holds for every
    /// architecture.
    ///
    /// - Returns: nil when nothing changes.
    mutating func image(_ node: Node, _ written: Node, _ spot: Spot) -> Node? {
        guard let text = written.string, let name = node.string else { return nil }
        let own = name.firstRange(of: "@sha256:").flatMap { Digest(name[$0.upperBound...]) }
        uses.append(
            SourceUse(
                text: text, place: node.place, stack: spot.stack, section: spot.section, pointer: spot.pointer,
                sha256: own, canBePinned: true
            )
        )
        if own != nil { return nil }
        guard let pin = lock.pins[text] else {
            open.append(
                Diagnostic(
                    "lock.open", "neither the manifest nor `\(self.name)` pins the image `\(text)`", at: node.place,
                    help: "run: recua lock"))
            return nil
        }
        return Node(Node.Content.string("\(name)@sha256:\(pin.sha256.hex)"), at: node.place)
    }
}
