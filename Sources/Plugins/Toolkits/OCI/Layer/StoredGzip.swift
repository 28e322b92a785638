/// The frame of a gzip stream (RFC 1952) whose deflate blocks are all *stored* (RFC 1951, 3.2.4): valid for every
/// reader, the same bytes on every machine, and computed by arithmetic, since weights do not compress.
enum StoredGzip {
    /// The most data that a stored block holds.
    static let blockSize = 65_535
    static let blockHeaderSize = 5
    /// No name, time 0, system 255 (unknown).
    static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    static let trailerSize = 8

    static func blockCount(of size: Int64) -> Int64 { max(1, (size + Int64(blockSize) - 1) / Int64(blockSize)) }

    /// Bytes of the stream that holds `size` bytes.
    static func streamSize(of size: Int64) -> Int64 {
        Int64(header.count) + size + Int64(blockHeaderSize) * blockCount(of: size) + Int64(trailerSize)
    }

    /// Bytes of data in block `index`.
    static func blockLength(_ index: Int64, of size: Int64) -> Int {
        Int(min(Int64(blockSize), size - index * Int64(blockSize)))
    }

    static func blockHeader(length: Int, isLast: Bool) -> [UInt8] {
        let low = UInt8(truncatingIfNeeded: length)
        let high = UInt8(truncatingIfNeeded: length >> 8)
        return [isLast ? 1 : 0, low, high, ~low, ~high]
    }

    static func trailer(crc32: UInt32, size: Int64) -> [UInt8] {
        littleEndian(crc32) + littleEndian(UInt32(truncatingIfNeeded: size))
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
