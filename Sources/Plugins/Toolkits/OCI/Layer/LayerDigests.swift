public import RecuaCore

/// All that is known of a layer's bytes after one pass over them.
public struct LayerDigests: Sendable, Hashable, Codable {
    /// Of the uncompressed tar.
    public var diffID: Digest
    /// Of the gzip stream.
    public var digest: Digest
    /// CRC-32 of the tar: with it, the stream's end can be written without reading what is before.
    public var crc32: UInt32

    public init(diffID: Digest, digest: Digest, crc32: UInt32) {
        self.diffID = diffID
        self.digest = digest
        self.crc32 = crc32
    }
}
