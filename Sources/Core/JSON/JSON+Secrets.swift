extension JSON {
    /// True when one of its texts gives one of the secrets away; the names of members and the digits of numbers are texts
    /// too.
    ///
    /// A short secret counts only where it is the whole of a text: in a digest or a name it may stand by chance.
    package func holds(anyOf secrets: some Collection<String>) -> Bool {
        switch self {
        case .string(let text): Self.holds(text, secrets)
        case .integer, .number: Self.holds(text(), secrets)
        case .array(let items): items.contains { $0.holds(anyOf: secrets) }
        case .object(let members): members.contains { Self.holds($0, secrets) || $1.holds(anyOf: secrets) }
        case .null, .bool: false
        }
    }

    /// The same with `veil` in the place of every secret. A number that gives one away becomes a text.
    ///
    /// - Parameter secrets: the longest first, since one may be a part of another.
    package func veiled(_ secrets: [String], as veil: String) -> JSON {
        if secrets.isEmpty { return self }
        func clean(_ text: String) -> String { secrets.reduce(text) { $0.replacing($1, with: veil) } }
        switch self {
        case .string(let text): return .string(clean(text))
        case .integer, .number: return holds(anyOf: secrets) ? .string(clean(text())) : self
        case .array(let items): return .array(items.map { $0.veiled(secrets, as: veil) })
        case .object(let members):
            let veiled = members.map { (clean($0), $1.veiled(secrets, as: veil)) }
            return .object(Dictionary(veiled) { first, _ in first })
        case .null, .bool: return self
        }
    }

    private static func holds(_ text: String, _ secrets: some Collection<String>) -> Bool {
        secrets.contains { text == $0 || ($0.count >= 8 && text.contains($0)) }
    }
}
