/// The scalars of the YAML 1.2 core schema (§10.3.2): what a plain text means by its letters.
enum CoreScalar {
    static func content(of text: String) -> Node.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        // Most scalars are words: only these can begin a number.
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .string(text) }
        return integer(text) ?? number(text).map { .number($0) } ?? .string(text)
    }

    /// `12`, `-3`, `0o17`, `0xFF`. One that exceeds 64 bits becomes a number.
    private static func integer(_ text: String) -> Node.Content? {
        if text.hasPrefix("0o") { return radix(text.dropFirst(2), 8) }
        if text.hasPrefix("0x") { return radix(text.dropFirst(2), 16) }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
        return Int64(text).map { .integer($0) } ?? Double(text).map { .number($0) }
    }

    private static func radix(_ digits: Substring, _ radix: Int) -> Node.Content? {
        guard !digits.isEmpty, digits.first != "-", digits.first != "+" else { return nil }
        return Int64(digits, radix: radix).map { .integer($0) }
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, `.inf` and `.nan`.
    private static func number(_ text: String) -> Double? {
        let isNegative = text.hasPrefix("-")
        let bare = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        switch bare {
        case ".inf", ".Inf", ".INF": return isNegative ? -.infinity : .infinity
        case ".nan", ".NaN", ".NAN": return bare.count == text.count ? .nan : nil
        default: break
        }
        var rest = bare.utf8[...]
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        // Swift's parser wants a digit on both sides of the point.
        let padded = (whole == 0 ? "0" : "") + bare.replacing(".e", with: ".0e").replacing(".E", with: ".0e")
        guard let value = Double(padded.hasSuffix(".") ? padded + "0" : padded) else { return nil }
        return isNegative ? -value : value
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View.SubSequence) -> Int {
        let digits = rest.prefix(while: isDigit)
        rest = rest[digits.endIndex...]
        return digits.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
