/// A record of the store as bytes: a checksum in a line of its own, then JSON.
///
/// What a record says is believed without another look, a file's digest above all. The checksum is of the record's kind and
/// key too: whatever was kept in another place says nothing here. Records of an earlier Recua have none and are made again.
enum StoredRecord {
    private static let magic = Array("recua record 1 ".utf8)

    static func bytes(of value: JSON, _ kind: String, _ key: Digest) -> [UInt8] {
        let text = Array(value.text().utf8)
        return head(of: text[...], kind, key) + text
    }

    /// - Returns: nil for bytes that are no record of that kind and key, or not as they were written.
    static func value(in bytes: [UInt8], _ kind: String, _ key: Digest) -> JSON? {
        guard let line = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let text = bytes[(line + 1)...]
        guard bytes[...line].elementsEqual(head(of: text, kind, key)) else { return nil }
        return try? JSON(parsing: Array(text))
    }

    /// In capitals: digits of 64 small letters are names of files that a record needs (``Mentions``).
    private static func head(of text: ArraySlice<UInt8>, _ kind: String, _ key: Digest) -> [UInt8] {
        var hasher = Digest.Hasher()
        hasher.update(Array("\(kind)\n\(key.hex)\n".utf8))
        text.withUnsafeBytes { hasher.update($0) }
        return magic + Array(hasher.finish().hex.uppercased().utf8) + [UInt8(ascii: "\n")]
    }
}
