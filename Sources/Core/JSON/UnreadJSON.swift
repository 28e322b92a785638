/// A JSON value as its text, which is known to be one and is read each time somebody asks: of thousands of records few
/// are looked into.
struct UnreadJSON: Sendable, Hashable {
    let text: String
    /// True when the text surely is what ``JSON/text()`` writes.
    let isCanonical: Bool

    init(_ value: JSON) { (text, isCanonical) = (value.text(), true) }

    /// - Parameter text: where keys do not stand in the order of their bytes, every rule of ``JSON/init(parsing:)-(String)``
    ///   is looked after by reading it.
    /// - Throws: ``Diagnostic`` `json.syntax`.
    init(checking text: String) throws {
        (self.text, isCanonical) = (text, JSONScan.isCanonical(text))
        if !isCanonical { _ = try JSON(parsing: text) }
    }

    var value: JSON { (try? JSON(parsing: text)) ?? .null }

    /// How much was known of a text without reading it makes no difference.
    static func == (one: UnreadJSON, other: UnreadJSON) -> Bool { one.text == other.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
