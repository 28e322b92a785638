internal import Glibc

/// Characters beyond U+FFFF as JSON escapes them, `\ud83e\udd99`: two escapes for one character, which libyaml refuses.
///
/// The parser is given one escape that it knows in their place, and two characters after it that nobody writes: as many as
/// there were, so that all places stay. What it makes of them is put right in each scalar.
struct SurrogatePairs {
    /// What is parsed in place of the text.
    let bytes: [UInt8]
    /// What was written, by what is parsed: outside of double quotes it is no escape.
    private let originals: [String: String]

    /// - Parameter text: valid UTF-8.
    /// - Returns: nil for a text that can be parsed as it is.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var (bytes, originals, copied, index): ([UInt8], [String: String], Int, Int) = ([], [:], 0, 0)
        while let first = Self.backslash(in: text, from: index) {
            let last = first + text[first...].prefix { $0 == Self.backslash }.count - 1
            index = last + 1
            // Of two in a row the first escapes the second.
            guard (last - first) % 2 == 0 else { continue }
            if Self.escapesEnd(text, at: last) { return nil }
            guard let pair = Pair(text, at: last) else { continue }
            index = last + Pair.length
            bytes += text[copied..<last]
            bytes += Array(pair.parsed.utf8)
            originals[pair.parsed] = pair.written
            copied = index
        }
        guard !originals.isEmpty, !Self.holdsEnd(text) else { return nil }
        self.bytes = bytes + text[copied...]
        self.originals = originals
    }

    /// What a scalar in double quotes means.
    func unescaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(Pair.end) else { return text }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == Pair.end, kept.last.map(Pair.marks.contains) == true {
                kept.removeLast()
            } else {
                kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// What any other scalar means: what was written.
    func written(_ text: String) -> String {
        guard text.unicodeScalars.contains(Pair.end) else { return text }
        return originals.reduce(text) { $0.replacing($1.key, with: $1.value) }
    }

    /// Both escapes of a character.
    private struct Pair {
        /// Scalars, and bytes of what was written.
        static let length = 12
        /// The second of the two that follow the escape. The first tells which digits were capitals.
        static let end: Unicode.Scalar = "\u{E1FF}"
        static let marks: ClosedRange<Unicode.Scalar> = "\u{E000}"..."\u{E0FF}"

        let written: String
        let parsed: String

        init?(_ text: UnsafeBufferPointer<UInt8>, at start: Int) {
            guard start + Self.length <= text.count else { return nil }
            let written = String(decoding: text[start..<start + Self.length], as: UTF8.self)
            let halves = written.split(separator: "\\u", omittingEmptySubsequences: false).dropFirst()
            let values = halves.compactMap { UInt32($0, radix: 16) }
            guard written.utf8.count == Self.length, halves.allSatisfy({ $0.utf8.count == 4 }), values.count == 2,
                (0xD800...0xDBFF).contains(values[0]), (0xDC00...0xDFFF).contains(values[1])
            else { return nil }
            let value = 0x10000 + (values[0] - 0xD800) << 10 + (values[1] - 0xDC00)
            let hex = String(value, radix: 16)
            let capitals = halves.joined().unicodeScalars.reduce(UInt32(0)) { mask, digit in
                mask << 1 | (("A"..."F").contains(digit) ? 1 : 0)
            }
            guard let mark = Unicode.Scalar(0xE000 + capitals) else { return nil }
            self.written = written
            parsed = "\\U" + String(repeating: "0", count: 8 - hex.count) + hex + String(mark) + String(Self.end)
        }
    }

    private static let backslash = UInt8(ascii: "\\")

    private static func backslash(in text: UnsafeBufferPointer<UInt8>, from index: Int) -> Int? {
        guard index < text.count, let base = text.baseAddress else { return nil }
        return memchr(base + index, Int32(backslash), text.count - index).map {
            UnsafeRawPointer($0) - UnsafeRawPointer(base)
        }
    }

    private static func escapesEnd(_ text: UnsafeBufferPointer<UInt8>, at backslash: Int) -> Bool {
        let escape = String(decoding: text[(backslash + 1)...].prefix(9), as: UTF8.self).lowercased()
        return escape.hasPrefix("ue1ff") || escape.hasPrefix("u0000e1ff")
    }

    private static func holdsEnd(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let end = Array(String(Pair.end).utf8)
        return text.indices.contains { text[$0] == end[0] && text[$0...].starts(with: end) }
    }
}
