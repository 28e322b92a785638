import RecuaCore

/// Colours, or none.
struct TextStyle: Sendable {
    let isColored: Bool

    enum Color: String {
        case red = "31", green = "32", yellow = "33", blue = "34", cyan = "36", bold = "1", dim = "2"
    }

    func callAsFunction(_ color: Color, _ text: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A diagnostic as a person reads it.
    func text(_ diagnostic: Diagnostic) -> String {
        DiagnosticText.render(diagnostic) { text, style in
            switch style {
            case .error: self(.red, text)
            case .warning: self(.yellow, text)
            case .note: self(.blue, text)
            case .place: self(.bold, text)
            case .dim: self(.dim, text)
            case .plain: text
            }
        }
    }
}
