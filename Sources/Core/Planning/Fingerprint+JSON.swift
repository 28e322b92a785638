extension Fingerprint {
    /// The names and values, as the ledger keeps them.
    var json: JSON { .object(components.mapValues { .string($0) }) }

    /// - Parameter json: the canonical text of ``json``. What is no text in it is left out.
    /// - Throws: ``Diagnostic`` `json.syntax`.
    init(parsing json: String) throws {
        let members = try JSON.members(parsing: json)
        let parts = members.compactMap { member in member.value.string.map { Part(name: member.key, value: $0) } }
        // Texts of one order are read in it; a name that comes twice shows as one that does not come later.
        let isInOrder = zip(parts, parts.dropFirst()).allSatisfy {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        if isInOrder {
            self.init(ordered: parts)
        } else {
            self.init(components: (try JSON(parsing: json).object ?? [:]).compactMapValues(\.string))
        }
    }

    /// True when the text is what ``json`` is written as; false as well for some that only reading can tell to be it.
    /// Nothing is made of the text, since of a thousand stacks nearly all are as they were.
    func isWritten(as text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var comparison = TextComparison(bytes)
            let isSame = parts.indices.allSatisfy { index in
                comparison.take(UInt8(ascii: index == 0 ? "{" : ",")) && comparison.take(quoted: parts[index].name)
                    && comparison.take(UInt8(ascii: ":")) && comparison.take(quoted: parts[index].value)
            }
            return isSame && !parts.isEmpty && comparison.take(UInt8(ascii: "}")) && comparison.isAtEnd
        }
    }
}

/// A text that is held against what it should be, from its beginning on.
private struct TextComparison {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    /// A text in quotes, as JSON writes it. One with characters that are written by their number is never taken.
    mutating func take(quoted word: String) -> Bool {
        var word = word
        guard take(UInt8(ascii: "\"")), word.withUTF8({ take(inside: $0) }) else { return false }
        return take(UInt8(ascii: "\""))
    }

    private mutating func take(inside word: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in word {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                guard take(UInt8(ascii: "\\")), take(byte) else { return false }
            case UInt8(ascii: "\n"): guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "n")) else { return false }
            case 0..<0x20: return false
            default: guard take(byte) else { return false }
            }
        }
        return true
    }
}
