#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Base 64 with padding (RFC 4648, section 4).
enum Base64 {
    static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// - Returns: nil for anything but base 64; missing padding is forgiven.
    static func decoded(_ text: String) -> [UInt8]? {
        let bare = text.filter { !$0.isWhitespace }
        let padded = bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}
