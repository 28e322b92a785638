/// The letters of URLs (RFC 3986, section 2).
public enum PercentEncoding {
    /// One part of a path or of a query, with all that could end it encoded.
    public static func encoded(_ text: some StringProtocol) -> String {
        encode(text) { isUnreserved($0) }
    }

    /// A path: parts encoded, `/` kept.
    public static func encodedPath(_ text: some StringProtocol) -> String {
        encode(text) { isUnreserved($0) || $0 == UInt8(ascii: "/") }
    }

    /// `%41` becomes `A`; what is no encoding stays.
    public static func decoded(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A path or query that a person or a server wrote: only what may never stand in a URL is encoded.
    static func normalized(_ text: some StringProtocol) -> String {
        encode(text) { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    private static func encode(_ text: some StringProtocol, keeping keep: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if keep(byte) {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
