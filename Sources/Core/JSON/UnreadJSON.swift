/// A JSON value as its text, which is known to be one and is read each time somebody asks: of thousands of records few
/// are looked into.
struct UnreadJSON: Sendable, Hashable {
    let text: String
    /// True when the text surely is what ``JSON/text()`` writes.
    let isCanonical: Bool

    /// - Parameter value: as it will be read again: a number that is whole becomes ``JSON/integer(_:)``, and what nests
    ///   deeper than any text that is read becomes null.
    init(_ value: JSON) {
        self = (try? UnreadJSON(checking: value.text())) ?? UnreadJSON(.null)
    }

    /// - Throws: ``Diagnostic`` `json.syntax`.
    init(checking text: String) throws {
        (self.text, isCanonical) = (text, JSONScan.isCanonical(text))
        if !isCanonical { _ = try JSON(parsing: text) }
    }

    var value: JSON { (try? JSON(parsing: text)) ?? .null }

    /// Byte by byte: for Swift, texts that only look the same are equal. How much was known of a text without reading it
    /// makes no difference.
    static func == (one: UnreadJSON, other: UnreadJSON) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
}
