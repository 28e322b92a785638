package import RecuaCore

extension Forecast {
    /// An item of `plan`'s answer.
    ///
    /// - Returns: nil without a `verb` that is known and a `text`.
    package init?(message item: JSON) {
        guard let verb = item["verb"]?.string.flatMap(Verb.init(rawValue:)), let text = item["text"]?.string else {
            return nil
        }
        self.init(
            verb, PlainText.line(Array(text.utf8)), bytes: item["bytes"]?.integer.map(Self.amount),
            identity: item["identity"]?.string)
    }

    /// What a program counts, as a number that others can reckon with: those of JSON are exact up to 2⁵³ (RFC 8259, 6).
    package static func amount(_ number: Int64) -> Int64 { min(max(0, number), 1 << 53) }

    package var messageItem: JSON {
        var item: JSON = ["verb": .string(verb.rawValue), "text": .string(text)]
        item["bytes"] = bytes.map { .integer($0) }
        item["identity"] = identity.map { .string($0) }
        return item
    }
}
