/// A line of the live view: cut to the terminal's width first, painted then.
struct LiveLine: Hashable {
    private struct Span: Hashable {
        var text: String
        var color: TextStyle.Color?
    }

    private var spans: [Span] = []

    init(_ text: String, _ color: TextStyle.Color? = nil) { add(text, color) }

    mutating func add(_ text: String, _ color: TextStyle.Color? = nil) { spans.append(Span(text: text, color: color)) }

    /// Columns it takes.
    var width: Int { spans.map { DisplayText.width($0.text) }.reduce(0, +) }

    /// Its end replaced by `…` where it is wider than `columns`.
    func cut(to columns: Int) -> LiveLine {
        guard width > columns else { return self }
        var cut = LiveLine("")
        var left = columns
        for span in spans where left > 0 {
            let width = DisplayText.width(span.text)
            // What fits to the last column is cut too, when more follows: a line that was cut shows it.
            let text = width < left ? span.text : DisplayText.cut(span.text + " ", to: left)
            cut.add(text, span.color)
            left -= width < left ? width : left
        }
        return cut
    }

    func text(_ style: TextStyle) -> String {
        spans.map { span in span.color.map { style($0, span.text) } ?? span.text }.joined()
    }
}
