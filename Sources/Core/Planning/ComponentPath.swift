/// Where a value stands in a plugin's sections: as a person writes it, and as a JSON pointer.
///
/// No two different places have the same text: a key that holds one of the signs is put in quotes.
struct ComponentPath: Sendable, Hashable {
    /// `smoke[0].chat`, `image.labels."org.example.team"`
    private(set) var text = ""
    /// `/smoke/0/chat` (RFC 6901)
    private(set) var pointer = ""

    func appending(key: String) -> ComponentPath {
        let isPlain = !key.isEmpty && !key.contains { ".[]\"".contains($0) }
        let name = isPlain ? key : JSON.string(key).text()
        return ComponentPath(text: text.isEmpty ? name : "\(text).\(name)", pointer: "\(pointer)/\(Self.token(key))")
    }

    /// A key as a part of a JSON pointer.
    static func token(_ key: String) -> String { key.replacing("~", with: "~0").replacing("/", with: "~1") }

    func appending(index: Int) -> ComponentPath {
        ComponentPath(text: "\(text)[\(index)]", pointer: "\(pointer)/\(index)")
    }
}
