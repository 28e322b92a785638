import CZlib

/// The CRC-32 that ends a gzip stream, over bytes as they come.
struct CyclicCheck: Sendable {
    var value: UInt32 = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        value = UInt32(truncatingIfNeeded: crc32_z(uLong(value), base, bytes.count))
    }
}
