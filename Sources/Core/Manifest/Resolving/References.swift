/// Puts the values of `${env:NAME}` and `${file:path}` in their place, except in secrets.
struct References {
    private(set) var diagnostics: [Diagnostic] = []
    /// Values that could not be resolved: whatever else seems wrong with them follows from that.
    private(set) var unresolved: Set<Place> = []
    /// Names of the variables that were looked up.
    private(set) var environment: Set<String> = []
    /// Absolute paths of the files that were looked up.
    private(set) var files: Set<String> = []
    /// True while looking at text that may never be used: a variable that is not set is no mistake there.
    var isTolerant = false
    private let resolver: SecretResolver
    private let folder: String
    private var known: [String: String] = [:]

    init(environment: [String: String], folder: String) {
        resolver = SecretResolver(environment: environment, folder: folder)
        self.folder = folder
    }

    /// `node` with its references resolved. A resolved text becomes a number or a boolean where the schema wants one.
    mutating func resolve(_ node: Node, _ schema: Schema) -> Node { replacement(node, schema) ?? node }

    /// - Returns: nil when nothing in `node` changes, which is nearly always.
    private mutating func replacement(_ node: Node, _ schema: Schema) -> Node? {
        switch node.content {
        case .string(let text): return Self.isReference(text) ? replacement(text, node, schema) : nil
        case .array(let items):
            guard case .array(let item, _) = schema.alternative(for: node)?.kind else { return nil }
            return replacements(items) { $0.replacement($1, item) }.map { Node(.array($0), at: node.place) }
        case .object(let members):
            guard case .object(let rule) = schema.alternative(for: node)?.kind else { return nil }
            let values = replacements(members.map(\.value)) { references, value, index in
                let key = members[index].key
                let inner = rule.properties.first { $0.name == key }?.schema ?? rule.additional
                return inner.flatMap { references.replacement(value, $0) }
            }
            guard let values else { return nil }
            let changed = zip(members, values).map { Node.Member(key: $0.key, keyPlace: $0.keyPlace, value: $1) }
            return Node(.object(changed), at: node.place)
        default: return nil
        }
    }

    private mutating func replacements(
        _ nodes: [Node], _ each: (inout References, Node, Int) -> Node?
    ) -> [Node]? {
        var changed: [Node]?
        for (index, node) in nodes.enumerated() {
            guard let value = each(&self, node, index) else { continue }
            changed = changed ?? nodes
            changed?[index] = value
        }
        return changed
    }

    private mutating func replacements(_ nodes: [Node], _ each: (inout References, Node) -> Node?) -> [Node]? {
        replacements(nodes) { references, node, _ in each(&references, node) }
    }

    private mutating func replacement(_ text: String, _ node: Node, _ schema: Schema) -> Node? {
        if schema.isScript(node) { return nil }
        do {
            let pieces = try ReferenceText.pieces(of: text)
            if let secret = schema.secret(for: node) {
                return path(text, pieces, secret).map { Node(Node.Content.string($0), at: node.place) }
            }
            return Node(schema.content(of: try value(of: text, pieces)), at: node.place)
        } catch {
            unresolved.insert(node.place)
            for var diagnostic in Diagnostics.from(error) where !(isTolerant && diagnostic.code == "secret.missing") {
                diagnostic.place = node.place
                diagnostics.append(diagnostic)
            }
            return nil
        }
    }

    /// What a secret source stands for when that is a path: its file counts, so it must be known before anything runs.
    /// A URL may hold a token, and stays a reference.
    private mutating func path(_ text: String, _ pieces: [ReferenceText.Piece], _ schema: Schema) -> String? {
        guard case .string(let rule) = schema.kind, rule.format == .source, !text.contains("://"),
            let value = try? value(of: text, pieces), Schema.isLocal(source: value)
        else { return nil }
        return value
    }

    private mutating func value(of text: String, _ pieces: [ReferenceText.Piece]) throws -> String {
        if !isTolerant {
            for piece in pieces {
                switch piece {
                case .environment(let name): environment.insert(name)
                case .file(let path): files.insert(Files.resolve(path, in: folder))
                case .text: break
                }
            }
        }
        if let value = known[text] { return value }
        let value = try resolver.resolve(text)
        known[text] = value
        return value
    }

    private static func isReference(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "$")) && text.contains("${")
    }
}

extension Schema {
    /// The schema that makes `node` a secret, if one does.
    fileprivate func secret(for node: Node) -> Schema? {
        let alternatives = alternatives(for: node)
        return alternatives.first(where: \.isSecret) ?? (isSecret ? alternatives.first ?? self : nil)
    }

    /// True for a text whose `${…}` are its own.
    fileprivate func isScript(_ node: Node) -> Bool {
        alternatives(for: node).contains {
            if case .string(let rule) = $0.kind { rule.format == .script } else { false }
        }
    }

    /// What a resolved text is: a string where one is wanted, else the scalar that it spells.
    fileprivate func content(of text: String) -> Node.Content {
        switch kind {
        case .any, .string, .choice: return .string(text)
        default: break
        }
        let scalar = CoreScalar.content(of: text)
        return alternatives(for: Node(scalar, at: .nowhere)).isEmpty ? .string(text) : scalar
    }
}
