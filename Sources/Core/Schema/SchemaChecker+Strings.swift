extension SchemaChecker {
    mutating func check(_ text: String, _ node: Node, _ rule: Schema.StringRule, _ schema: Schema, _ name: String) {
        // A secret that is a reference has no letters to look at until a step asks for it.
        if schema.isSecret, text.contains("${") { return }
        if let length = rule.length, !length.contains(text.unicodeScalars.count) {
            let upper = length.upperBound == .max ? nil : "\(length.upperBound)"
            let lower = length.lowerBound == 0 ? nil : "\(length.lowerBound)"
            let count = text.unicodeScalars.count
            report("length", "`\(name)` must have \(Self.bounds(lower, upper)) characters, found \(count)", at: node)
        }
        if let pattern = rule.pattern, !matches(text, pattern) {
            let shown = schema.isSecret ? "the value of" : "`\(Self.cut(text))` in"
            report(
                "pattern", "\(shown) `\(name)` does not match `\(Schema.shownPattern(pattern))`", at: node,
                help: schema.summary)
        }
        switch rule.format {
        case .path, .source, .image:
            guard text.isEmpty else { break }
            report("format", "`\(name)` is empty, expected \(schema.expectation)", at: node)
        case .duration: check(node, name) { _ = try TimeSpan(parsing: text) }
        case .bytes: checkBytes(text, node, name)
        case .script, nil: break
        }
    }

    mutating func checkBytes(_ text: String, _ node: Node, _ name: String) {
        check(node, name) { _ = try ByteCount(parsing: text) }
    }

    mutating func check(_ node: Node, _ name: String, _ parse: () throws -> Void) {
        do {
            try parse()
        } catch let error as Diagnostic {
            report("format", "\(error.message) in `\(name)`", at: node, help: error.help)
        } catch {
            report("format", "\(error) in `\(name)`", at: node)
        }
    }

    mutating func check(_ text: String, _ node: Node, _ words: [String], _ name: String) {
        guard !words.contains(text) else { return }
        let help = Suggestion.nearest(to: text, among: words).map { "did you mean `\($0)`?" }
        let expected = Schema(.choice(words)).expectation
        report("choice", "expected \(expected) in `\(name)`, found `\(Self.cut(text))`", at: node, help: help)
    }

    /// True when the whole text matches. A pattern that does not compile matches everything: it is the plugin's
    /// mistake, and ``Schema/init(jsonSchema:)`` has refused it already where it came from outside.
    private mutating func matches(_ text: String, _ pattern: String) -> Bool {
        if let known = patterns[pattern] { return known.matches(text) }
        guard let compiled = try? TextPattern(pattern) else { return true }
        patterns[pattern] = compiled
        return compiled.matches(text)
    }

    /// A long value would bury the message.
    static func cut(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "…" }
}
