/// A value of the manifest that knows where it was written.
public struct Node: Sendable, Hashable {
    /// What is written there.
    public indirect enum Content: Sendable, Hashable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([Node])
        /// In the order of the text; keys are unique.
        case object([Member])
    }

    /// A key and its value.
    public struct Member: Sendable, Hashable {
        public var key: String
        public var keyPlace: Place
        public var value: Node

        public init(key: String, keyPlace: Place, value: Node) {
            self.key = key
            self.keyPlace = keyPlace
            self.value = value
        }
    }

    public var content: Content
    public var place: Place

    /// A value, and where it is written.
    public init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }
}

extension Node {
    public var members: [Member]? { if case .object(let members) = content { members } else { nil } }
    public var items: [Node]? { if case .array(let items) = content { items } else { nil } }
    public var string: String? { if case .string(let text) = content { text } else { nil } }

    /// The member `key` of an object; nil for another kind of value or a missing key.
    public subscript(key: String) -> Node? { members?.first { $0.key == key }?.value }

    subscript(index: Int) -> Node? { items.flatMap { $0.indices.contains(index) ? $0[index] : nil } }

    /// The value without its places.
    public var json: JSON {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let items): .array(items.map(\.json))
        case .object(let members): .object(Dictionary(members.map { ($0.key, $0.value.json) }) { _, last in last })
        }
    }

    /// What a person calls this kind of value.
    public var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "a mapping"
        }
    }

    /// The node at a JSON pointer (RFC 6901) below this one, or the nearest one above it that exists.
    public func nearest(to pointer: String) -> Node {
        var node = self
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(token).replacing("~1", with: "/").replacing("~0", with: "~")
            if let next = node[key] {
                node = next
            } else if let index = Int(key), let items = node.items, items.indices.contains(index) {
                node = items[index]
            } else {
                break
            }
        }
        return node
    }
}
