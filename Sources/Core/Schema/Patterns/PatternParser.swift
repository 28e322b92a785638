/// Reads the text of a regular expression.
struct PatternParser {
    /// How deep groups may stand in each other.
    static let depth = 50
    /// The largest number in braces.
    static let repetitions = 1_000

    var rest: ArraySlice<Unicode.Scalar>
    let classes: PatternClasses

    init(_ text: String, _ classes: PatternClasses = .ascii) {
        rest = Array(text.unicodeScalars)[...]
        self.classes = classes
    }

    /// The whole pattern.
    ///
    /// - Throws: ``PatternMistake``.
    mutating func pattern() throws -> PatternNode {
        let node = try choice(depth: 0)
        guard rest.isEmpty else { throw PatternMistake("a `)` has no `(` before it") }
        return node
    }

    private mutating func choice(depth: Int) throws -> PatternNode {
        var branches = [try branch(depth)]
        while take("|") { branches.append(try branch(depth)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func branch(_ depth: Int) throws -> PatternNode {
        var pieces: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            rest.removeFirst()
            pieces.append(try piece(next, depth))
        }
        return .sequence(pieces)
    }

    private mutating func piece(_ first: Unicode.Scalar, _ depth: Int) throws -> PatternNode {
        switch first {
        case "^": return try anchor(.start, "^")
        case "$": return try anchor(.end, "$")
        case "*", "+", "?", "{": throw PatternMistake("there is nothing before `\(first)` to repeat")
        case "]", "}": throw PatternMistake("a bare `\(first)`; write `\\\(first)`")
        case "(": return try repeated(group(depth + 1))
        case "[": return try repeated(.scalar(brackets()))
        case ".": return try repeated(.scalar(classes.any))
        case "\\": return try repeated(.scalar(escape()))
        default: return try repeated(.scalar(ScalarSet(first)))
        }
    }

    private func anchor(_ node: PatternNode, _ sign: String) throws -> PatternNode {
        if let next = rest.first, "*+?{".unicodeScalars.contains(next) {
            throw PatternMistake("`\(sign)` cannot be repeated")
        }
        return node
    }

    private mutating func group(_ depth: Int) throws -> PatternNode {
        guard depth <= Self.depth else { throw PatternMistake("groups stand deeper than \(Self.depth) in each other") }
        if take("?"), !take(":") { throw PatternMistake(Self.refusal(ofGroup: rest)) }
        let node = try choice(depth: depth)
        guard take(")") else { throw PatternMistake("a `)` is missing") }
        return node
    }

    private static func refusal(ofGroup rest: ArraySlice<Unicode.Scalar>) -> String {
        let signs = String(String.UnicodeScalarView(rest.prefix(2)))
        if ["=", "!"].contains(signs.prefix(1)) { return "`(?\(signs.prefix(1))` looks ahead" }
        if ["<=", "<!"].contains(signs) { return "`(?\(signs)` looks behind" }
        return "a group begins with `(` or `(?:`, and with nothing else"
    }

    private mutating func repeated(_ node: PatternNode) throws -> PatternNode {
        guard let (least, most) = try quantifier() else { return node }
        // Lazy or not is the same to who asks whether it matches.
        _ = take("?")
        if let next = rest.first, "*+?{".unicodeScalars.contains(next) {
            throw PatternMistake("`\(next)` after a repetition has nothing to repeat")
        }
        return .repetition(node, least: least, most: most)
    }

    private mutating func quantifier() throws -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        let least = try count()
        let most = take(",") ? (rest.first == "}" ? nil : try count()) : least
        guard take("}") else { throw PatternMistake("a `{` is no count: `{2}`, `{2,}` or `{2,5}`; write `\\{`") }
        if let most, most < least { throw PatternMistake("`{\(least),\(most)}` is the wrong way round") }
        return (least, most)
    }

    private mutating func count() throws -> Int {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        guard !digits.isEmpty else { throw PatternMistake("a `{` is no count: `{2}`, `{2,}` or `{2,5}`; write `\\{`") }
        guard let count = Int(String(String.UnicodeScalarView(digits))), count <= Self.repetitions else {
            throw PatternMistake("it counts beyond \(Self.repetitions)")
        }
        return count
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
