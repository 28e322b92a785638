/// A value of a GGUF header, as far as it is kept: long arrays are counted and passed over.
enum GGUFValue: Hashable {
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    case string(String)
    /// An array of whole numbers, such as one per layer.
    case integers([Int64])
    /// Any other array.
    case list(count: Int64)

    var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .integers(let values): values.max()
        default: nil
        }
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
}

extension GGUFCursor {
    /// Arrays longer than a model has layers hold vocabularies, not settings.
    private static let keptItems: UInt64 = 4096

    /// Reads a value of the type that `code` stands for.
    mutating func value(_ code: UInt32, depth: Int = 0) throws -> GGUFValue {
        switch code {
        case 0: .integer(Int64(try number(UInt8.self)))
        case 1: .integer(Int64(try number(Int8.self)))
        case 2: .integer(Int64(try number(UInt16.self)))
        case 3: .integer(Int64(try number(Int16.self)))
        case 4: .integer(Int64(try number(UInt32.self)))
        case 5: .integer(Int64(try number(Int32.self)))
        case 6: .number(Double(Float(bitPattern: try number(UInt32.self))))
        case 7: .bool(try number(UInt8.self) != 0)
        case 8: .string(try string(limit: 16 << 20))
        case 9: try array(depth: depth)
        case 10: .integer(Int64(clamping: try number(UInt64.self)))
        case 11: .integer(try number(Int64.self))
        case 12: .number(Double(bitPattern: try number(UInt64.self)))
        default: throw GGUFCursor.lie("a value of the unknown type \(code) at byte \(position)")
        }
    }

    private mutating func array(depth: Int) throws -> GGUFValue {
        guard depth < 4 else { throw GGUFCursor.lie("arrays within arrays, more than four deep") }
        let code = try number(UInt32.self)
        let count = try number(UInt64.self)
        // The smallest item takes a byte, so an honest count is never larger than what is left of the file.
        guard count <= UInt64(max(0, remaining)) else { throw truncated }
        switch code {
        case 8: for _ in 0..<count { try skipString() }
        case 9: for _ in 0..<count { _ = try array(depth: depth + 1) }
        case 0...5 where count <= GGUFCursor.keptItems, 7 where count <= GGUFCursor.keptItems,
            10...11 where count <= GGUFCursor.keptItems:
            return .integers(try (0..<count).map { _ in try value(code).flag })
        case 0...12:
            let width: UInt64 = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8][Int(code)]
            try skip(count.multipliedReportingOverflow(by: width).overflow ? .max : count * width)
        default: throw GGUFCursor.lie("an array of the unknown type \(code)")
        }
        return .list(count: Int64(clamping: count))
    }
}

extension GGUFValue {
    /// Whole numbers as they are, flags as 0 and 1.
    fileprivate var flag: Int64 {
        if case .bool(let flag) = self { flag ? 1 : 0 } else { integer ?? 0 }
    }
}
