extension String {
    /// Text as it is, and each byte that is no UTF-8 as `\xe9`: for messages, and where what differs should
    /// not look alike. Only text that spells such a byte itself does.
    package init(escaping bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        self.init()
        var (parser, rest, start) = (UTF8.ForwardParser(), bytes.makeIterator(), 0)
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let scalar):
                unicodeScalars.append(UTF8.decode(scalar))
                start += scalar.count
            case .error(let length):
                // Each of them is above 127, and so has two digits.
                for byte in bytes[start..<start + length] { append("\\x\(String(byte, radix: 16))") }
                start += length
            case .emptyInput: return
            }
        }
    }
}
