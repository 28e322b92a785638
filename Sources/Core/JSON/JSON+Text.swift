extension JSON {
    /// Canonical text: keys sorted by their UTF-8 bytes, no white space, equal values give equal bytes.
    public func text() -> String {
        var writer = JSONWriter(indent: nil)
        writer.write(self)
        return writer.output
    }

    /// The same order of keys, two spaces a level, for people.
    public func prettyText() -> String {
        var writer = JSONWriter(indent: 2)
        writer.write(self)
        return writer.output + "\n"
    }
}

/// Writes one JSON value.
struct JSONWriter {
    var output = ""
    private let indent: Int?
    private var depth = 0

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: output += "null"
        case .bool(let flag): output += flag ? "true" : "false"
        case .integer(let number): output += String(number)
        case .number(let number): write(number)
        case .string(let text): write(text)
        case .array(let items): group("[", "]", items) { $0.write($1) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            group("{", "}", sorted) { writer, member in
                writer.write(member.key)
                writer.output += writer.indent == nil ? ":" : ": "
                writer.write(member.value)
            }
        }
    }

    private mutating func group<Item>(
        _ open: String, _ close: String, _ items: [Item], _ each: (inout Self, Item) -> Void
    ) {
        output += open
        depth += 1
        for (index, item) in items.enumerated() {
            if index > 0 { output += "," }
            newline()
            each(&self, item)
        }
        depth -= 1
        if !items.isEmpty { newline() }
        output += close
    }

    private mutating func newline() {
        guard let indent else { return }
        output += "\n" + String(repeating: " ", count: indent * depth)
    }

    /// JSON has no infinities; a number that is whole and exact is written without a fraction.
    private mutating func write(_ number: Double) {
        guard number.isFinite else { return output += "null" }
        if let whole = Int64(exactly: number), abs(number) < 1e15 {
            output += String(whole)
        } else {
            output += "\(number)"
        }
    }

    private mutating func write(_ text: String) {
        output += "\""
        // Nearly every text is written as it is.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            output += text
        } else {
            writeEscaped(text)
        }
        output += "\""
    }

    private mutating func writeEscaped(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}
