extension JSON {
    /// Reads one JSON text (RFC 8259) and nothing after it but white space.
    ///
    /// Stricter than most: a duplicate key, a lone surrogate and nesting deeper than 128 are errors. Numbers
    /// without fraction or exponent that fit are `Int64`, all others `Double`.
    ///
    /// - Throws: ``Diagnostic`` `json.syntax` with the byte offset in its message.
    public init(parsing text: String) throws {
        self = try JSON(parsing: Array(text.utf8))
    }

    /// The same from UTF-8 bytes.
    public init(parsing bytes: [UInt8]) throws {
        do {
            self = try JSON.read(bytes)
        } catch {
            throw Diagnostic("json.syntax", "\(error.message) at byte \(error.offset)")
        }
    }

    /// Reads a text as ``init(parsing:)`` does, for who wants to show the place of a mistake.
    package static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSON {
        let result = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer)
            return Result { () throws(JSONSyntaxError) in try parser.parse() }
        }
        return try result.get()
    }

    /// The members of a text that is an object, as they stand. Duplicate keys are not looked for at this level.
    ///
    /// - Throws: ``Diagnostic`` `json.syntax`.
    static func members(parsing text: String) throws -> [(key: String, value: JSON)] {
        var text = text
        let result = text.withUTF8 { buffer in
            var parser = JSONParser(bytes: buffer)
            return Result { () throws(JSONSyntaxError) in try parser.members() }
        }
        do { return try result.get() } catch {
            throw Diagnostic("json.syntax", "\(error.message) at byte \(error.offset)")
        }
    }

    /// Reads a text as ``init(parsing:)`` does, and tells where in it each value stands, by its JSON pointer.
    static func located(parsing bytes: [UInt8]) throws(JSONSyntaxError) -> (JSON, ranges: [String: Range<Int>]) {
        let result = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, keepsRanges: true)
            return Result { () throws(JSONSyntaxError) in (try parser.parse(), parser.ranges ?? [:]) }
        }
        return try result.get()
    }
}

/// Why a text is no JSON.
package struct JSONSyntaxError: Error {
    package var message: String
    /// In bytes from the beginning.
    package var offset: Int
}

/// A recursive-descent parser over UTF-8 bytes.
struct JSONParser {
    /// What nests deeper is no JSON for us: whoever reads it needs a stack for each level.
    static let mostLevels = 128

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var depth = 0
    /// Where each value stands, by its JSON pointer; nil when nobody asks.
    private(set) var ranges: [String: Range<Int>]?
    private var pointer = ""

    init(bytes: UnsafeBufferPointer<UInt8>, keepsRanges: Bool = false) {
        self.bytes = bytes
        ranges = keepsRanges ? [:] : nil
    }

    mutating func parse() throws(JSONSyntaxError) -> JSON {
        let value = try value()
        try finish()
        return value
    }

    /// The members of an object, as they stand and without looking for duplicate keys: who reads thousands of texts that
    /// are known to be in order needs no dictionary of each.
    mutating func members() throws(JSONSyntaxError) -> [(key: String, value: JSON)] {
        skipSpace()
        guard take(UInt8(ascii: "{")) else { throw error("expected an object") }
        var members: [(key: String, value: JSON)] = []
        depth += 1
        try eachMember { (_, key, value) throws(JSONSyntaxError) in members.append((key, value)) }
        depth -= 1
        try finish()
        return members
    }

    private mutating func finish() throws(JSONSyntaxError) {
        skipSpace()
        guard at == bytes.count else { throw error("unexpected text after the value") }
    }

    private mutating func value() throws(JSONSyntaxError) -> JSON {
        skipSpace()
        let start = at
        let value = try bareValue()
        ranges?[pointer] = start..<at
        return value
    }

    /// The value under a key, or in a place of a list.
    private mutating func value(at token: @autoclosure () -> String) throws(JSONSyntaxError) -> JSON {
        guard ranges != nil else { return try value() }
        let above = pointer
        pointer += "/\(token())"
        defer { pointer = above }
        return try value()
    }

    private mutating func bareValue() throws(JSONSyntaxError) -> JSON {
        switch peek {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw error("unexpected end")
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout Self) throws(JSONSyntaxError) -> JSON
    ) throws(JSONSyntaxError) -> JSON {
        guard depth < Self.mostLevels else { throw error("nested deeper than \(Self.mostLevels) levels") }
        depth += 1
        defer { depth -= 1 }
        at += 1
        return try body(&self)
    }

    private mutating func object() throws(JSONSyntaxError) -> JSON {
        var members: [String: JSON] = [:]
        try eachMember { (parser, key, value) throws(JSONSyntaxError) in
            guard members.updateValue(value, forKey: key) == nil else { throw parser.error("duplicate key `\(key)`") }
        }
        return .object(members)
    }

    private mutating func eachMember(
        _ take: (Self, String, JSON) throws(JSONSyntaxError) -> Void
    ) throws(JSONSyntaxError) {
        skipSpace()
        if self.take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
            let key = try string()
            skipSpace()
            guard self.take(UInt8(ascii: ":")) else { throw error("expected `:` after the key `\(key)`") }
            let value = try value(at: ComponentPath.token(key))
            try take(self, key, value)
            skipSpace()
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "}")) else { throw error("expected `,` or `}`") }
    }

    private mutating func array() throws(JSONSyntaxError) -> JSON {
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        repeat {
            items.append(try value(at: "\(items.count)"))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("expected `,` or `]`") }
        return .array(items)
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        at += 1
        if let plain = plainString() { return plain }
        var text: [UInt8] = []
        while let byte = peek {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("invalid UTF-8 in a string")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error("control character in a string")
            default: text.append(byte)
            }
        }
        throw error("a string without its closing quote")
    }

    /// A string in which nothing is escaped, as nearly every one is; nil, and nothing taken, for another.
    private mutating func plainString() -> String? {
        var end = at
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            guard bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        guard end < bytes.count, let text = String(validating: bytes[at..<end], as: UTF8.self) else { return nil }
        at = end + 1
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        guard let byte = peek else { throw error("unexpected end") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(Character(try unicodeEscape())).utf8))
        default: throw error("unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let high = try hexQuad()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("lone surrogate in a string")
        }
        let low = try hexQuad()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw error("lone surrogate in a string") }
        return scalar
    }

    private mutating func hexQuad() throws(JSONSyntaxError) -> UInt32 {
        guard at + 4 <= bytes.count,
            let text = String(validating: bytes[at..<at + 4], as: UTF8.self),
            text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(text, radix: 16)
        else { throw error("expected four hexadecimal digits after `\\u`") }
        at += 4
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> JSON {
        let start = at
        _ = take(UInt8(ascii: "-"))
        let leadingZero = peek == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !(leadingZero && whole > 1) else { throw error("expected a value", offset: start) }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw error("expected digits after the decimal point") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw error("expected digits in the exponent") }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw error("number out of range", offset: start) }
        return .number(number)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        return at - start
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        guard bytes[at...].starts(with: word.utf8) else { throw error("expected a value") }
        at += word.utf8.count
        return value
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private func error(_ message: String, offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(message: message, offset: offset ?? at)
    }
}
