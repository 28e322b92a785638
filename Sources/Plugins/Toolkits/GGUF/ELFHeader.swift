/// The first 64 bytes of a 64-bit ELF program: enough to know which machine it is for.
public struct ELFHeader: Sendable, Hashable {
    public let bytes: [UInt8]
    /// `amd64` or `arm64`.
    public let architecture: String

    /// - Returns: nil unless `bytes` begin with the header of a 64-bit little-endian program for x86-64 or AArch64.
    public init?(_ bytes: some Collection<UInt8>) {
        let header = Array(bytes.prefix(64))
        guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46]), header[4] == 2, header[5] == 1 else {
            return nil
        }
        switch header.littleEndian(UInt16.self, at: 18) {
        case 0x3E: architecture = "amd64"
        case 0xB7: architecture = "arm64"
        default: return nil
        }
        self.bytes = header
    }
}
