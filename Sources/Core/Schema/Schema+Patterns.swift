/// A ``Schema/StringRule`` has a pattern for the whole text, JSON Schema one that may be found anywhere in it.
extension Schema {
    private static let (before, after) = (#"[\s\S]*?(?:"#, #")[\s\S]*"#)

    /// What JSON Schema's `pattern` says, as a pattern of the whole text.
    static func wholePattern(searching pattern: String) -> String {
        if pattern.hasPrefix("^(?:"), pattern.hasSuffix(")$") {
            let inner = String(pattern.dropFirst(4).dropLast(2))
            if (try? TextPattern(inner)) != nil { return inner }
        }
        let isPlain = !pattern.contains("|") && !pattern.hasSuffix("\\$")
        if isPlain, pattern.hasPrefix("^"), pattern.hasSuffix("$") { return String(pattern.dropFirst().dropLast()) }
        return before + pattern + after
    }

    /// The same back again, as the plugin wrote it where it may be found anywhere.
    static func searchedPattern(whole pattern: String) -> String {
        if pattern.hasPrefix(before), pattern.hasSuffix(after), pattern.utf8.count >= (before + after).utf8.count {
            let inner = String(pattern.dropFirst(before.count).dropLast(after.count))
            if (try? TextPattern(inner)) != nil { return inner }
        }
        return "^(?:\(pattern))$"
    }

    /// As messages show it: without what makes a search of it.
    static func shownPattern(_ pattern: String) -> String {
        let searched = searchedPattern(whole: pattern)
        return searched == "^(?:\(pattern))$" ? pattern : searched
    }
}
