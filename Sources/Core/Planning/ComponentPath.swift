/// Where a value stands in a plugin's sections: as a person writes it, and as a JSON pointer.
///
/// No two different places have the same text: a key that holds one of the signs is put in quotes.
struct ComponentPath: Sendable, Hashable {
    /// `smoke[0].chat`, `image.labels."org.example.team"`
    private(set) var text = ""
    /// `/smoke/0/chat` (RFC 6901)
    private(set) var pointer = ""

    /// True for the place of the whole.
    var isEmpty: Bool { text.isEmpty }

    private static let signs = Array(".[]\"".utf8)

    func appending(key: String) -> ComponentPath {
        let isPlain = !key.isEmpty && !key.utf8.contains { Self.signs.contains($0) }
        let name = isPlain ? key : JSON.string(key).text()
        var path = self
        if !isEmpty { path.text += "." }
        path.text += name
        path.pointer += "/"
        path.pointer += Self.token(key)
        return path
    }

    /// A key as a part of a JSON pointer.
    static func token(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
        return key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    func appending(index: Int) -> ComponentPath {
        ComponentPath(text: "\(text)[\(index)]", pointer: "\(pointer)/\(index)")
    }

    /// The keys and indices on the way.
    var tokens: [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The keys and indices of a path that is written as ``text``.
    static func tokens(ofText text: String) -> [String] {
        var tokens: [String] = []
        var rest = text[...]
        while let first = rest.first {
            switch first {
            case "\"":
                let end = closingQuote(of: rest)
                let quoted = rest[..<end]
                tokens.append((try? JSON(parsing: String(quoted)))?.string ?? String(quoted))
                rest = rest[end...]
            case ".", "[", "]": rest.removeFirst()
            default:
                let token = rest.prefix { !".[]".contains($0) }
                tokens.append(String(token))
                rest = rest[token.endIndex...]
            }
        }
        return tokens
    }

    /// The place behind the quote that ends a quoted key.
    private static func closingQuote(of text: Substring) -> Substring.Index {
        var isEscaped = false
        for index in text.indices.dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\"" {
                return text.index(after: index)
            } else {
                isEscaped = text[index] == "\\"
            }
        }
        return text.endIndex
    }
}
