/// Text as a terminal lays it out in columns.
enum DisplayText {
    /// How many columns the text takes. Rather one too many than one too few: a line that wraps breaks a redraw.
    static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    /// The text with spaces after it, at least `columns` wide.
    static func pad(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    /// The text, its end replaced by `…` where it is wider than `columns`.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        var kept = ""
        var used = 1
        for character in text {
            used += width(String(character))
            guard used <= columns else { break }
            kept.append(character)
        }
        return columns > 0 ? kept + "…" : ""
    }

    /// The text on one line and without anything that moves the cursor: each run of control characters becomes a space.
    static func line(_ text: String) -> String {
        guard hasControls(text) else { return text }
        return text.unicodeScalars.split { $0.properties.generalCategory == .control }.map { String($0) }.joined(
            separator: " ")
    }

    /// The text line by line, each without anything that moves the cursor.
    static func lines(_ text: String) -> String {
        guard hasControls(text) else { return text }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line(String($0)) }.joined(separator: "\n")
    }

    /// In UTF-8 the controls beyond ASCII begin with a byte that few other characters do.
    private static func hasControls(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }
    }

    /// East Asian Width W and F in its larger blocks, and emoji, take two columns; marks take none.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        // The selector that turns a sign such as ⚠ into an emoji makes it as wide as one.
        if scalar.value == 0xFE0F { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
