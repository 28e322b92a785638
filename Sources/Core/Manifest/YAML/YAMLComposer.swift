/// Builds the one document of a text from its events.
///
/// Goes on after a duplicate key, an unknown tag or a key that is no string, so that all of them are reported; stops
/// at a syntax error and at what would take more than its share of time or memory.
struct YAMLComposer: ~Copyable {
    /// What is nested deeper is no manifest. Well below libyaml's own limit, and shallow enough to recurse over.
    static let depthLimit = 100
    /// How many values aliases may add, beyond as many as the text has bytes.
    static let aliasLimit = 100_000

    struct Anchor {
        /// Nil as long as the anchored value is not finished: an alias inside it would be a circle.
        var node: Node?
        /// Values in it, each alias counted in full.
        var weight: Int
        var place: Place
    }

    let source: SourceText
    private var parser: YAMLParser
    var diagnostics: [Diagnostic] = []
    var anchors: [String: Anchor] = [:]
    private var depth = 0
    /// Values so far, each alias counted in full.
    var weight = 0
    var aliased = 0
    private var lastLine: (number: Int, excerpt: String)?

    private init(source: SourceText, parser: consuming YAMLParser) {
        self.source = source
        self.parser = parser
    }

    /// The document of `source`, or the part of it after its first `skipped` scalars.
    ///
    /// - Returns: no node when the text cannot be read to its end; then there is at least one diagnostic.
    static func compose(_ source: SourceText, skipping skipped: Int = 0) -> (node: Node?, diagnostics: [Diagnostic]) {
        source.bytes[source.byte(of: skipped)...].withUnsafeBufferPointer { bytes in
            guard let pairs = SurrogatePairs(bytes) else {
                return compose(source, YAMLParser(bytes, base: skipped))
            }
            return pairs.bytes.withUnsafeBufferPointer {
                compose(source, YAMLParser($0, base: skipped, pairs: pairs))
            }
        }
    }

    private static func compose(
        _ source: SourceText, _ parser: consuming YAMLParser
    ) -> (node: Node?, diagnostics: [Diagnostic]) {
        var composer = YAMLComposer(source: source, parser: parser)
        do {
            let node = try composer.document()
            return (node, composer.diagnostics)
        } catch let problem as YAMLProblem {
            return (nil, composer.diagnostics + [problem.diagnostic(in: source)])
        } catch {
            return (nil, composer.diagnostics + Diagnostics.from(error))
        }
    }

    private mutating func document() throws -> Node {
        _ = try parser.next()
        let first = try parser.next()
        guard case .documentStart = first.kind else { throw empty }
        let node = try node(try parser.next())
        _ = try parser.next()
        let last = try parser.next()
        if case .documentStart = last.kind {
            throw Diagnostic(
                "manifest.documents", "a second document begins here; a manifest is one document",
                at: source.place(last.start, last.end), help: "remove the `---`, or make it a file of its own"
            )
        }
        return node
    }

    private var empty: Diagnostic {
        Diagnostic(
            "manifest.empty", "the text is empty", at: source.beginning,
            help: "begin with `recua: 1`, or run: recua init"
        )
    }

    mutating func node(_ event: YAMLEvent) throws -> Node {
        let before = weight
        weight += 1
        if let anchor = event.anchor {
            anchors[anchor] = Anchor(node: nil, weight: 0, place: place(event.start, event.end))
        }
        let node: Node
        switch event.kind {
        case .alias(let name): return try alias(name, event)
        case .scalar(let scalar):
            let place = place(event.start, event.end)
            node = Node(content(of: scalar, tag: event.tag, at: place), at: place)
        case .sequenceStart:
            checkTag(event, isAllowed: "seq")
            node = try nested(event) { try $0.sequence(event) }
        case .mappingStart:
            checkTag(event, isAllowed: "map")
            node = try nested(event) { try $0.mapping(event) }
        default: throw Diagnostic("manifest.syntax", "expected a value", at: place(event.start, event.end))
        }
        if let anchor = event.anchor {
            anchors[anchor] = Anchor(node: node, weight: weight - before, place: node.place)
        }
        return node
    }

    private mutating func nested(_ event: YAMLEvent, _ body: (inout YAMLComposer) throws -> Node) throws -> Node {
        guard depth < Self.depthLimit else {
            throw Diagnostic(
                "manifest.too-deep", "nested deeper than \(Self.depthLimit) levels", at: place(event.start, event.end)
            )
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func sequence(_ start: YAMLEvent) throws -> Node {
        var items: [Node] = []
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event.kind {
                return Node(.array(items), at: place(start, event, lastChild: items.last?.place))
            }
            items.append(try node(event))
        }
    }

    private mutating func mapping(_ start: YAMLEvent) throws -> Node {
        var entries = YAMLEntries()
        while true {
            let event = try parser.next()
            if case .mappingEnd = event.kind {
                let place = place(start, event, lastChild: entries.lastPlace)
                let members = entries.members()
                diagnostics += entries.diagnostics
                return Node(.object(members), at: place)
            }
            let key = try node(event)
            // Of an entry, the value counts.
            weight -= 1
            let value = try node(try parser.next())
            entries.add(event, key, value)
        }
    }

    /// A block ends where its last value does; only brackets have an end of their own.
    private mutating func place(_ start: YAMLEvent, _ end: YAMLEvent, lastChild: Place?) -> Place {
        var whole = place(start.start, end.isFlow ? end.end : start.end)
        if !end.isFlow, let lastChild, lastChild.end > whole.end { whole.end = lastChild.end }
        return whole
    }

    /// Values of one line share its excerpt.
    mutating func place(_ start: Int, _ end: Int) -> Place {
        let from = source.position(start)
        if lastLine?.number != from.line { lastLine = (from.line, source.excerpt(from.line)) }
        return source.place(from, source.position(max(start, end)), line: lastLine?.excerpt ?? "")
    }
}
