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
            verb, PlainText.line(Array(text.utf8)), bytes: item["bytes"]?.integer.map { max(0, $0) },
            identity: item["identity"]?.string)
    }

    package var messageItem: JSON {
        var item: JSON = ["verb": .string(verb.rawValue), "text": .string(text)]
        item["bytes"] = bytes.map { .integer($0) }
        item["identity"] = identity.map { .string($0) }
        return item
    }
}
