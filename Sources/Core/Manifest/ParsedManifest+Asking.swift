extension ParsedManifest {
    /// A plugin that the manifest asks for without declaring it.
    public struct Wish: Sendable, Hashable {
        /// Of a section or a target.
        public var name: String
        /// Where it is asked for first.
        public var place: Place

        public init(name: String, place: Place) {
            self.name = name
            self.place = place
        }
    }

    /// The sections and targets in the text, in whatever profile, that none of these plugins has: each once, in the
    /// order of the text. Only names that a plugin can have.
    ///
    /// - Parameters:
    ///   - overrides: as `--set` takes them; what cannot be read asks for nothing.
    ///   - target: what `--target` names.
    public func wishes(
        beyond descriptors: [PluginDescriptor], overrides: [String] = [], target: String? = nil
    ) -> [Wish] {
        let schema = StackSchema(descriptors)
        var known = Set(schema.sections.map(\.name)).union(StackSchema.engineKeys.map(\.name))
        var wishes: [Wish] = []
        func ask(_ name: String, _ place: Place) {
            if Name.isValid(name, limit: 40), known.insert(name).inserted {
                wishes.append(Wish(name: name, place: place))
            }
        }
        let layers = texts.compactMap(\.defaults) + texts.flatMap(\.profiles).map(\.value) + stacks.map(\.value)
        for layer in layers + overrides.compactMap({ try? Override($0).layer }) {
            for member in layer.members ?? [] { ask(member.key, member.keyPlace) }
        }
        known.formUnion(schema.targets)
        for layer in layers {
            if let node = layer["target"], let name = node.string { ask(name, node.place) }
        }
        if let target { ask(target, ManifestResolution.pseudoPlace("--target", target)) }
        return wishes
    }
}
