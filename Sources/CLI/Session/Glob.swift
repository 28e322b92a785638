/// Shell patterns: `*` for any run of characters, `?` for one.
enum Glob {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(text), Array(pattern))
        var (t, p) = (0, 0)
        var star: (text: Int, pattern: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "?" || (pattern[p] == text[t] && pattern[p] != "*") {
                t += 1
                p += 1
            } else if p < pattern.count, pattern[p] == "*" {
                star = (t, p)
                p += 1
            } else if let back = star {
                // The last star takes one character more.
                star = (back.text + 1, back.pattern)
                t = back.text + 1
                p = back.pattern + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
