import RecuaCore

/// Choosing stacks by name.
enum StackNames {
    /// The stacks that `patterns` choose, in the manifest's order; all when there are none.
    ///
    /// - Throws: ``Diagnostics`` with one `usage.no-stack` for each pattern that fits nothing.
    static func select(_ patterns: [String], from names: [String]) throws -> [String] {
        guard !patterns.isEmpty else { return names }
        let problems = patterns.compactMap { pattern -> Diagnostic? in
            guard !names.contains(where: { Glob.matches($0, pattern) }) else { return nil }
            let near = Suggestion.nearest(to: pattern, among: names).map { "did you mean `\($0)`?" }
            let known = names.isEmpty ? "there are none" : "known: " + names.prefix(10).joined(separator: ", ")
            return Diagnostic("usage.no-stack", "no stack is called `\(pattern)`", help: near ?? known)
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return names.filter { name in patterns.contains { Glob.matches(name, $0) } }
    }

    /// The names for shell completion; none when the manifest cannot be read.
    static func forCompletion() -> [String] {
        let context = CommandContext.current
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        return (try? reader.parse(nil).stackNames) ?? []
    }
}

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
