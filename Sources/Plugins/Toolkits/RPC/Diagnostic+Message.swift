package import RecuaCore

extension Diagnostic {
    /// A diagnostic as programs write them: an item of `check`'s answer, or the params of `diagnostic`.
    ///
    /// - Parameter code: the one it has when the program named none.
    /// - Returns: nil without a `message`, or with one that says nothing.
    package init?(message item: JSON, code fallback: String) {
        let message = PlainText.sentence(item["message"]?.string ?? "")
        guard !message.isEmpty else { return nil }
        self.init(
            item["code"]?.string.flatMap(AnswerError.checkedCode) ?? fallback, message,
            severity: item["severity"]?.string.flatMap(Severity.init(rawValue:)) ?? .error,
            pointer: item["pointer"]?.string.flatMap(AnswerError.checkedPointer),
            help: item["help"]?.string.map(PlainText.visible))
    }

    /// The same the other way round. What has no place in it is left out: places, related ones, and notes.
    package var messageItem: JSON {
        var item: JSON = [
            "severity": .string((severity == .error ? severity : .warning).rawValue), "code": .string(code),
            "message": .string(message + (cause.map { ": \($0)" } ?? "")),
        ]
        item["help"] = help.map { .string($0) }
        item["pointer"] = pointer.map { .string($0) }
        return item
    }
}
