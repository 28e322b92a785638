/// How a diagnostic is written for a person: the one layout for terminals, logs and tests.
///
/// ```
/// stacks/demo.yaml:14:7: error: unknown key `contxt` in `server`  [manifest.unknown-key]
///    14 |       contxt: 4096
///       |       ^^^^^^ did you mean `context`?
/// ```
public enum DiagnosticText {
    /// The pieces a terminal may colour.
    public enum Style: Sendable { case error, warning, note, place, dim, plain }

    /// The whole text without colours.
    public static func plain(_ diagnostic: Diagnostic) -> String {
        render(diagnostic) { text, _ in text }
    }

    /// - Parameter paint: gives a piece of text its colour; it must not change the visible characters.
    public static func render(_ diagnostic: Diagnostic, paint: (String, Style) -> String) -> String {
        let diagnostic = diagnostic.mapText(shown)
        let severity = diagnostic.severity
        var lines: [String] = []
        let place = diagnostic.place.map { paint("\($0): ", .place) } ?? ""
        let word = paint("\(severity.rawValue):", severity.style)
        lines.append("\(place)\(word) \(diagnostic.message)  \(paint("[\(diagnostic.code)]", .dim))")
        var help = diagnostic.help
        if let excerpt = diagnostic.place.flatMap({
            excerpt($0, note: $0.excerpt.map { _ in help ?? "" }, style: severity.style, paint: paint)
        }) {
            lines += excerpt
            help = nil
        }
        for related in diagnostic.related {
            let place = related.place.map { paint("\($0): ", .place) } ?? "  "
            lines.append("\(place)\(paint("note:", .note)) \(related.message)")
            if let at = related.place, let shown = excerpt(at, note: nil, style: .note, paint: paint) { lines += shown }
        }
        if let cause = diagnostic.cause { lines.append("  \(paint("because:", .dim)) \(cause)") }
        if let help { lines.append("  \(paint("help:", .note)) \(help)") }
        return lines.joined(separator: "\n")
    }

    /// Texts may come from a manifest, a program or a server: what a terminal would obey is not passed on to it.
    private static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.properties.generalCategory == .control
            return isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The source line and the caret under it; nil when the place lies beyond the part of a long line that was kept.
    private static func excerpt(
        _ place: Place, note: String?, style: Style, paint: (String, Style) -> String
    ) -> [String]? {
        guard let excerpt = Excerpt(place) else { return nil }
        let number = String(place.start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let blank = String(repeating: " ", count: gutter.count)
        let caret = paint(String(repeating: "^", count: excerpt.width), style)
        let tail = note.map { $0.isEmpty ? "" : " \($0)" } ?? ""
        return [
            "\(paint("\(gutter) |", .dim)) \(excerpt.text)",
            "\(paint("\(blank) |", .dim)) \(excerpt.indent)\(caret)\(tail)",
        ]
    }
}

extension Diagnostic.Severity {
    fileprivate var style: DiagnosticText.Style {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}
