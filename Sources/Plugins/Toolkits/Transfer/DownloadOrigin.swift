public import RecuaCore

/// Where the bytes of a download came from, kept beside them to judge whether they may be continued.
public struct DownloadOrigin: Codable, Sendable, Hashable {
    /// Stands for the source; an address itself may be signed.
    public var source: Digest
    /// What tells whether a later part is of the same file: a strong ETag, else the time of the last change
    /// (RFC 9110, section 13.1.5).
    public var validator: String?
    /// In bytes, of the whole file.
    public var size: Int64?
    /// `/proc/sys/kernel/random/boot_id`: after a loss of power, bytes that were written may not be there.
    public var boot: String?

    public init(source: Digest, validator: String? = nil, size: Int64? = nil, boot: String? = Self.currentBoot) {
        self.source = source
        self.validator = validator
        self.size = size
        self.boot = boot
    }

    public static let currentBoot: String? = (try? Files.readText("/proc/sys/kernel/random/boot_id", limit: 64))
        .map { $0.filter { !$0.isWhitespace } }
}
