/// A JSON value: what artifacts, sections and messages are made of once their places no longer matter.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// The members of an object; nil for any other kind of value.
    public var object: [String: JSON]? { if case .object(let members) = self { members } else { nil } }
    /// The items of an array; nil for any other kind of value.
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    /// The text of a string; nil for any other kind of value.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The value of a boolean; nil for any other kind of value.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    /// True for `null`.
    public var isNull: Bool { self == .null }

    /// The number when it is whole and fits; nil for any other number or kind of value.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number, whole or not; nil for any other kind of value.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The member `key` of an object; nil for another kind of value or a missing key. Setting nil removes it.
    public subscript(key: String) -> JSON? {
        get { object?[key] }
        set {
            var members = object ?? [:]
            members[key] = newValue
            self = .object(members)
        }
    }

    /// The item at `index` of an array; nil for another kind of value or beyond its ends.
    public subscript(index: Int) -> JSON? {
        guard let items = array, items.indices.contains(index) else { return nil }
        return items[index]
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
