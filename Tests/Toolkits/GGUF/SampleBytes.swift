import RecuaGGUF
import Synchronization

/// A file in memory.
struct MemoryBytes: ByteRanges {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var size: Int64 { Int64(bytes.count) }

    func read(at offset: Int64, count: Int) throws -> [UInt8] { Array(bytes.dropFirst(Int(offset)).prefix(count)) }
}

/// A file in memory that counts what is asked of it, whether it has that or not.
final class MeasuredBytes: ByteRanges {
    private let base: MemoryBytes
    private let count = Mutex(0)

    init(_ bytes: [UInt8]) { base = MemoryBytes(bytes) }

    var size: Int64 { base.size }
    var asked: Int { count.withLock { $0 } }

    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        self.count.withLock { $0 += Int(min(Int64(count), size)) }
        return try base.read(at: offset, count: count)
    }
}

/// A file elsewhere, and which parts of it were asked for.
final class RemoteBytes: Sendable {
    private let base: MemoryBytes
    private let log = Mutex<[Range<Int64>]>([])

    init(_ bytes: [UInt8]) { base = MemoryBytes(bytes) }

    var windows: [Range<Int64>] { log.withLock { $0 } }

    func read(_ offset: Int64, _ count: Int) async throws -> [UInt8] {
        let bytes = try base.read(at: offset, count: count)
        log.withLock { $0.append(offset..<offset + Int64(bytes.count)) }
        return bytes
    }
}
