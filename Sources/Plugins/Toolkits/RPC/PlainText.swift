/// Text that the other side wrote, made fit for terminals and logs.
package enum PlainText {
    /// One line of at most 2,000 characters without control characters, so that nothing moves the cursor.
    ///
    /// - Parameter veil: keeps secrets out of what is cut; what is not is left to those who look for them later.
    package static func line(_ bytes: [UInt8], behind veil: Veil = Veil()) -> String {
        let isCut = bytes.count > 2_000
        let shown = isCut ? veil.covering(bytes, in: 0..<min(bytes.count, 8_000)) : bytes
        let scalars = String(decoding: shown, as: UTF8.self).unicodeScalars
        return String(String(String.UnicodeScalarView(scalars.filter(isVisible))).prefix(2_000))
    }

    /// Characters of the longest message that is shown whole, in Unicode's counting of scalars.
    package static let longest = 8_000

    /// The text, or the beginning of what is too long, up to a space where there is one: half a secret would not be known
    /// as one.
    package static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard text.utf8.count > longest,
            let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        let kept = scalars[..<end]
        let words = kept.lastIndex { $0.properties.isWhitespace }.map { kept[..<$0] } ?? kept
        return "\(String(words.count > longest / 2 ? words : kept))…"
    }

    /// Lines without control characters. What is too long is cut.
    package static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(cut(text).unicodeScalars.filter { $0 == "\n" || isVisible($0) }))
    }

    /// The same without the final period: Recua's messages have none.
    package static func lines(_ text: String) -> String {
        var text = visible(text)
        if text.hasSuffix("."), !text.hasSuffix("..") { text.removeLast() }
        return text
    }

    /// The same in one line, for what stands between a place and a code.
    package static func sentence(_ text: String) -> String {
        lines(cut(text).split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
    }
}
