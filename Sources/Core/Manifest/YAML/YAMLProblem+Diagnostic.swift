extension YAMLProblem {
    /// The problem in words for a person who is no YAML expert.
    func diagnostic(in source: SourceText) -> Diagnostic {
        if let tab = tab(in: source) { return tab }
        guard let rule = Rule.all.first(where: { $0.matches(self) }) else {
            return Diagnostic("manifest.syntax", sentence, at: place(in: source), related: opening(in: source))
        }
        let place = rule.isAtContext ? source.place(contextIndex, contextIndex + 1) : place(in: source)
        return Diagnostic(
            "manifest.syntax", rule.message, at: place, help: rule.help,
            related: rule.isAtContext ? [] : opening(in: source)
        )
    }

    /// A tab in the indentation is the commonest mistake of all, and libyaml names it in four ways.
    private func tab(in source: SourceText) -> Diagnostic? {
        let line = source.position(index).line
        let excerpt = Array(source.excerpt(line).unicodeScalars)
        let indentation = excerpt.prefix { $0 == " " || $0 == "\t" }
        guard let column = indentation.firstIndex(of: "\t") else { return nil }
        let start = index - source.position(index).column + 1 + column
        return Diagnostic(
            "manifest.syntax", "a tab in the indentation: YAML allows only spaces there",
            at: source.place(start, start + 1), help: "replace the tab by spaces"
        )
    }

    private func place(in source: SourceText) -> Place { source.place(index, index + 1) }

    private var sentence: String { context.map { "\($0): \(problem)" } ?? problem }

    private func opening(in source: SourceText) -> [Diagnostic.Related] {
        guard let context, context.hasPrefix("while parsing"), contextIndex < index else { return [] }
        return [.init("it began here", at: source.place(contextIndex, contextIndex + 1))]
    }
}
