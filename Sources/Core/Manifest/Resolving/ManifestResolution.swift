/// From parsed text and known plugins to the finished manifest: merge, resolve, check.
struct ManifestResolution {
    let parsed: ParsedManifest
    let schema: StackSchema
    var checker = SchemaChecker()
    var references: References
    var pinner: SourcePinner
    var diagnostics: [Diagnostic]
    /// By the name of a section or target that no plugin owns: where one could come from.
    let elsewhere: [String: String]

    init(
        _ parsed: ParsedManifest, descriptors: [PluginDescriptor], lock: LockFile, elsewhere: [String: String] = [:]
    ) {
        self.parsed = parsed
        self.elsewhere = elsewhere
        schema = StackSchema(descriptors)
        references = References(environment: parsed.environment, folder: parsed.folder)
        pinner = SourcePinner(lock, name: parsed.lock.name)
        diagnostics = parsed.diagnostics
    }

    /// - Throws: ``Diagnostics`` with all that is wrong.
    mutating func resolve(
        profile: String?, overrides: [String], target: String?, mustBeLocked: Bool
    ) throws -> Manifest {
        let defaults = layer(parsed.texts.compactMap(\.defaults), "`defaults`")
        let profiles = self.profiles()
        let chosen = choose(profile, profiles)
        let overrides = self.overrides(overrides)
        let target = target.map { Node(Node.Content.string($0), at: Self.pseudoPlace("--target", $0)) }
        if let target { check(target: target) }
        let stacks = parsed.stacks.map { member in
            let own = clean(member.value, "stack `\(member.key)`")
            let over = overrides.filter { $0.stack == nil || $0.stack?.name == member.key }.map(\.layer)
            return stack(member, defaults: defaults, layers: [own, chosen] + over, target: target)
        }
        if mustBeLocked { diagnostics += pinner.open + pinner.stale }
        try throwMistakes()
        return Manifest(
            project: parsed.project, folder: parsed.folder, files: parsed.files, stacks: stacks,
            plugins: parsed.plugins,
            environment: references.environment.sorted(), referencedFiles: references.files.sorted(),
            sources: pinner.uses, warnings: Diagnostics(pinner.warnings + parsed.warnings).sorted(parsed.texts).all
        )
    }

    private mutating func stack(_ member: Node.Member, defaults: Node, layers: [Node], target: Node?) -> Stack {
        let merged = layers.reduce(defaults) { $0.merged(with: $1) }
        var sections: [String: Node] = [:]
        for section in merged.members ?? [] {
            guard let schema = schema[section.key] else { continue }
            let value = references.resolve(section.value, schema)
            checker.check(value, schema, name: section.key, key: section.keyPlace, isPartial: false)
            sections[section.key] = pinned(value, section, schema, of: member.key)
        }
        let chosen = target ?? sections["target"]
        if target == nil, let chosen { check(target: chosen) }
        let tags = sections["tags"]?.members?.compactMap { tag in tag.value.string.map { (tag.key, $0) } } ?? []
        let facts = StackFacts(
            name: member.key, project: parsed.project, target: chosen?.string ?? schema.defaultTarget,
            description: sections["description"]?.string, tags: Dictionary(tags) { _, last in last },
            folder: parsed.folder
        )
        let written = layers.flatMap { $0.members ?? [] }.map(\.key).filter { !StackSchema.isEngineKey($0) }
        for key in StackSchema.engineKeys { sections[key.name] = nil }
        return Stack(name: member.key, place: member.keyPlace, facts: facts, sections: sections, written: Set(written))
    }

    private mutating func pinned(_ value: Node, _ section: Node.Member, _ rule: Schema, of stack: String) -> Node {
        guard schema.hasSources(section.key) else { return value }
        return pinner.pin(value, written: section.value, rule, named: section.key, stack: stack)
    }

    /// - Parameter target: the name of a plugin, wherever it is written.
    private mutating func check(target: Node) {
        guard let name = target.string, !references.unresolved.contains(target.place), !schema.targets.contains(name)
        else { return }
        let near = Suggestion.nearest(to: name, among: schema.targets)
        diagnostics.append(
            Diagnostic(
                "manifest.unknown-target", "no plugin `\(name)` that deploys", at: target.place,
                help: elsewhere[name] ?? near.map { "did you mean `\($0)`?" }
                    ?? "known targets: " + schema.targets.map { "`\($0)`" }.joined(separator: ", ")
            )
        )
    }

    private func throwMistakes() throws {
        // Of a value that could not even be read it goes without saying that it has the wrong type.
        let unread = references.unresolved.union(parsed.diagnostics.compactMap(\.place))
        let checked = checker.diagnostics.filter { $0.place.map { !unread.contains($0) } ?? true }
        let all = diagnostics + references.diagnostics + checked
        if !all.isEmpty { throw Diagnostics(all).sorted(parsed.texts) }
    }

    /// For what is written on the command line.
    static func pseudoPlace(_ option: String, _ text: String) -> Place {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let end = Place.Position(line: 1, column: text.unicodeScalars.count + 1, offset: text.utf8.count)
        return Place(
            file: option, start: start, end: end, excerpt: String(text.unicodeScalars.prefix(Place.excerptLimit)))
    }
}
