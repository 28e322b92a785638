extension ParsedManifest {
    /// Whether something is written at a path of keys for a stack: by itself, in the defaults, or in any profile.
    public func writes(_ path: [String], in stack: String) -> Bool {
        let own = stacks.filter { $0.key == stack }.map(\.value)
        let layers = own + texts.compactMap(\.defaults) + texts.flatMap(\.profiles).map(\.value)
        return layers.contains { layer in
            let node = path.reduce(Optional(layer)) { node, key in node?[key] }
            return node.map { $0.content != .null } ?? false
        }
    }
}
