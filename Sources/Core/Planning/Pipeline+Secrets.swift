extension Pipeline {
    /// Whether the mapping at a place in a stack's sections is a source, by the schema of the section's owner.
    func isSource(_ path: ComponentPath) -> Bool {
        let tokens = path.tokens
        guard let section = tokens.first, let owner = owner(of: section) else { return false }
        return owner.schema.isSource(at: tokens.dropFirst())
    }

    /// The change as it may be shown and kept: what a schema calls a secret and the manifest spells out is left out.
    func veiled(_ change: Fingerprint.Change) -> Fingerprint.Change {
        guard let schema = secret(change.component) else { return change }
        var veiled = change
        veiled.from = change.from.map { Self.veiled($0, schema, as: "a secret") }
        veiled.to = change.to.map { Self.veiled($0, schema, as: change.from == nil ? "a secret" : "another secret") }
        return veiled
    }

    /// Whether the value of a component is a secret that the manifest spells out.
    func isSecret(_ component: String, _ value: String) -> Bool {
        secret(component).map { Self.veiled(value, $0, as: "") != value } ?? false
    }

    /// The schema that makes a component's value a secret.
    private func secret(_ component: String) -> Schema? {
        let prefix = "section "
        guard component.hasPrefix(prefix) else { return nil }
        let tokens = ComponentPath.tokens(ofText: String(component.dropFirst(prefix.count)))
        guard let section = tokens.first, let owner = owner(of: section) else { return nil }
        return owner.schema.secret(at: tokens.dropFirst())
    }

    /// - Parameter value: JSON, as in a fingerprint.
    private static func veiled(_ value: String, _ schema: Schema, as word: String) -> String {
        guard let text = (try? JSON(parsing: value))?.string else { return word }
        // A reference is not what it stands for.
        if text.contains("${") { return value }
        // Of where a file comes from, only credentials and queries are anybody's secret.
        return schema.isSourceText ? JSON.string(SourceName.shown(text)).text() : word
    }
}

extension Schema {
    /// Whether the value at a path below this one may be written as the mapping of a source.
    fileprivate func isSource(at path: ArraySlice<String>) -> Bool {
        guard let key = path.first else { return sourceRule != nil }
        return below(key).contains { $0.isSource(at: path.dropFirst()) }
    }

    /// The schema that makes the value at a path a secret, if one may.
    fileprivate func secret(at path: ArraySlice<String>) -> Schema? {
        if isSecret, path.isEmpty || !isScalar { return self }
        if case .either(let alternatives) = kind { return alternatives.lazy.compactMap { $0.secret(at: path) }.first }
        guard let key = path.first else { return nil }
        return below(key).lazy.compactMap { $0.secret(at: path.dropFirst()) }.first
    }

    /// What may stand under a key or an index.
    private func below(_ key: String) -> [Schema] {
        switch kind {
        case .either(let alternatives): alternatives.flatMap { $0.below(key) }
        case .array(let items, _): [items]
        case .object(let rule): [rule[key] ?? rule.additional].compactMap(\.self)
        default: []
        }
    }

    private var isScalar: Bool {
        switch kind {
        case .boolean, .integer, .number, .string, .choice: true
        case .any, .array, .object, .either: false
        }
    }
}
