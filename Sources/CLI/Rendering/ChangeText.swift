import RecuaCore

/// One input that is not what it was.
enum ChangeText {
    static func text(_ change: Fingerprint.Change) -> String {
        if let failure = change.failureText { return failure }
        let (from, to) = (change.shown.from.map(visible), change.shown.to.map(visible))
        let name = name(change)
        switch (from, to) {
        case (nil, let to?): return "\(name) is new: \(to)"
        case (let from?, nil): return "\(name) is gone: it was \(from)"
        case (let from?, let to?): return "\(name): \(from) → \(to)"
        case (nil, nil): return name
        }
    }

    /// What no eye can tell from a space, or from nothing, by its number, as JSON may write it: it may be all that differs.
    private static func visible(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.properties.isDefaultIgnorableCodePoint { return text += escaped(scalar) }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: text += escaped(scalar)
            case .spaceSeparator where scalar != " ": text += escaped(scalar)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)"
        }.joined()
    }

    /// `server.context`, `the variable AWS_REGION`.
    static func name(_ change: Fingerprint.Change) -> String {
        let words = change.component.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return change.component == "plugin" ? "the plugin" : change.component }
        switch words[0] {
        case "section": return words[1]
        case "file": return "the file at \(words[1])"
        case "artifact", "failure": return "the \(words[1])"
        case "environment": return "the variable \(words[1])"
        case "plugin": return "the plugin's \(words[1])"
        case "fact": return words[1] == "machine" ? "the machine's processor" : "the stack's \(words[1])"
        default: return change.component
        }
    }
}
