internal import Crypto

/// A SHA-256 digest: how every file, layer, artifact and fingerprint is named.
public struct Digest: Sendable, Hashable, Comparable {
    /// 64 lower-case hexadecimal digits.
    public let hex: String

    /// - Returns: nil unless `text` is 64 hexadecimal digits, with or without `sha256:` before them; case is folded.
    public init?(_ text: some StringProtocol) {
        let bare = text.hasPrefix("sha256:") ? text.dropFirst(7).lowercased() : text.lowercased()
        guard bare.utf8.count == 64,
            bare.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        hex = bare
    }

    /// The digest of `bytes`.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = Hasher()
        hasher.update(Array(bytes))
        self = hasher.finish()
    }

    /// The digest of a text's UTF-8 bytes.
    public init(of text: String) {
        var (text, hasher) = (text, Hasher())
        text.withUTF8 { hasher.update(UnsafeRawBufferPointer($0)) }
        self = hasher.finish()
    }

    fileprivate init(raw: SHA256.Digest) {
        hex = raw.withUnsafeBytes { bytes in
            String(unsafeUninitializedCapacity: 64) { text in
                for (index, byte) in bytes.enumerated() {
                    text[2 * index] = Self.digit(byte >> 4)
                    text[2 * index + 1] = Self.digit(byte & 15)
                }
                return 64
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        let digits = Array(hex.utf8).map { $0 >= 97 ? $0 - 87 : $0 - 48 }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    public static func < (lhs: Digest, rhs: Digest) -> Bool { lhs.hex < rhs.hex }

    /// The first 12 digits, for people.
    public var short: String { String(hex.prefix(12)) }

    /// Takes bytes as they come and gives their digest at the end.
    public struct Hasher: Sendable {
        private var state = SHA256()

        public init() {}

        /// Takes the next bytes.
        public mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }
        /// Takes the next bytes.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }
        /// The digest of all bytes.
        public consuming func finish() -> Digest { Digest(raw: state.finalize()) }
    }
}

extension Digest: CustomStringConvertible {
    /// `sha256:` and the 64 digits, as registries write it.
    public var description: String { "sha256:\(hex)" }
}

extension Digest: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is not a SHA-256 digest")
            )
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
