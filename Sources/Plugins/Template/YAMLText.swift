import RecuaCore

/// A tree of YAML with CloudFormation's tags, written in one way only: the same tree gives the same text.
indirect enum YAMLText: ExpressibleByStringLiteral {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// `!Ref`
    case reference(String)
    /// `!GetAtt`
    case attribute(String)
    case list([YAMLText])
    case mapping([(String, YAMLText)])

    init(stringLiteral value: String) { self = .string(value) }

    static func render(_ tree: YAMLText) -> String { tree.lines(indent: 0).joined(separator: "\n") + "\n" }

    private func lines(indent: Int) -> [String] {
        guard case .mapping(let members) = self else { return [inline] }
        let space = String(repeating: "  ", count: indent)
        return members.flatMap { key, value -> [String] in
            if case .mapping(let inner) = value, !inner.isEmpty {
                return ["\(space)\(Self.scalar(key)):"] + value.lines(indent: indent + 1)
            }
            return ["\(space)\(Self.scalar(key)): \(value.inline)"]
        }
    }

    private var inline: String {
        switch self {
        case .string(let text): Self.scalar(text)
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .reference(let name): "!Ref \(name)"
        case .attribute(let path): "!GetAtt \(path)"
        case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{" + members.map { "\(Self.scalar($0)): \($1.inline)" }.joined(separator: ", ") + "}"
        }
    }

    /// Plain where every YAML reader agrees that it is this string; else in double quotes.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { (65...90).contains($0) || (97...122).contains($0) } == true
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "_.-/:".utf8.contains($0)
            }
            && !text.hasSuffix(":") && !words.contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// What some reader takes for something other than a string.
    private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    /// The escapes of JSON are YAML's too, which needs a few more: what is not printable (YAML 1.2.2, 5.1) and what
    /// version 1.1 takes for a line break.
    private static func quoted(_ text: String) -> String {
        JSON.string(text).text().unicodeScalars.reduce(into: "") { quoted, scalar in
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
    }
}
