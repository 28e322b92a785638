/// A string, or a list of them.
public struct OneOrMany: Codable, Sendable, Hashable {
    public var items: [String]

    public init(_ items: [String]) { self.items = items }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let item = try? container.decode(String.self) {
            items = [item]
        } else {
            items = try container.decode([String].self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if items.count == 1 { try container.encode(items[0]) } else { try container.encode(items) }
    }
}

extension OneOrMany: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    public init(stringLiteral value: String) { self.init([value]) }
    public init(arrayLiteral elements: String...) { self.init(elements) }
}
