/// Looks through a text without making anything of it.
struct JSONScan {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var depth = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// True for what surely is a JSON value as ``JSON/text()`` writes it. False for what is none, and for what only
    /// ``JSON/init(parsing:)-(String)`` can tell: rare escapes, or a number that is not whole.
    static func isCanonical(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var scan = JSONScan(bytes)
            return scan.value() && scan.at == bytes.count
        }
    }

    private mutating func value() -> Bool {
        switch peek {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"): return nested { $0.members() }
        case UInt8(ascii: "["): return nested { $0.items() }
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return wholeNumber()
        }
    }

    private mutating func nested(_ body: (inout Self) -> Bool) -> Bool {
        guard depth < JSONParser.mostLevels else { return false }
        depth += 1
        at += 1
        defer { depth -= 1 }
        return body(&self)
    }

    private mutating func members() -> Bool {
        if take(UInt8(ascii: "}")) { return true }
        var last: Range<Int>?
        repeat {
            guard let key = key(), last.map({ isBefore($0, key) }) ?? true else { return false }
            last = key
            guard take(UInt8(ascii: ":")), value() else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func items() -> Bool {
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value() else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// - Returns: where the bytes of a key are; nil for what is none, and for one with escapes, whose order is not that of
    ///   its bytes, or with letters beyond ASCII, of which two may be one and the same key.
    private mutating func key() -> Range<Int>? {
        let start = at + 1
        guard string() else { return nil }
        let key = start..<(at - 1)
        return bytes[key].allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") } ? key : nil
    }

    /// Swift's strings are UTF-8, whatever stood in the file.
    private mutating func string() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let byte = peek, byte >= 0x20 {
            at += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = peek, Self.isEscaped(escaped) else { return false }
                at += 1
            }
        }
        return false
    }

    /// What stands behind a backslash in texts that ``JSON/text()`` writes, numbers of characters aside.
    private static func isEscaped(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): true
        default: false
        }
    }

    /// Of at most 18 digits, so that it fits whatever they are.
    private mutating func wholeNumber() -> Bool {
        let isNegative = take(UInt8(ascii: "-"))
        let start = at
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        guard (1...18).contains(at - start), ![".", "e", "E"].contains(where: { peek == UInt8(ascii: $0) }) else {
            return false
        }
        return bytes[start] != UInt8(ascii: "0") || (at - start == 1 && !isNegative)
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for index in 0..<count where bytes[at + index] != word.utf8Start[index] { return false }
        at += count
        return true
    }

    private func isBefore(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        bytes[one].lexicographicallyPrecedes(bytes[other])
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        at += 1
        return true
    }
}
