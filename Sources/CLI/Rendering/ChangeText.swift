import RecuaCore

/// One input that is not what it was.
enum ChangeText {
    static func text(_ change: Fingerprint.Change) -> String {
        if let failure = change.failureText { return failure }
        let (from, to) = change.shown
        let name = name(change)
        switch (from, to) {
        case (nil, let to?): return "\(name) is new: \(to)"
        case (let from?, nil): return "\(name) is gone: it was \(from)"
        case (let from?, let to?): return "\(name): \(from) → \(to)"
        case (nil, nil): return name
        }
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
