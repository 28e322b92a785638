/// What has been fetched so far of bytes that are elsewhere. Asked for more, it says what is missing.
struct KnownBytes: ByteRanges {
    private struct Part {
        var start: Int64
        var bytes: [UInt8]

        var end: Int64 { start + Int64(bytes.count) }
    }

    /// The next bytes that are needed.
    struct Missing: Error, Hashable {
        var offset: Int64
        var count: Int
    }

    /// No file is longer; leaves sums of offsets within 64 bits.
    private static let bound: Int64 = 1 << 50

    private(set) var size: Int64
    private(set) var isSizeKnown: Bool
    private var parts: [Part] = []

    /// - Parameter size: nil when nobody knows it.
    init(size: Int64?) {
        self.size = min(max(0, size ?? Self.bound), Self.bound)
        isSizeKnown = size != nil
    }

    /// Bytes that have been fetched, all in all.
    var count: Int { parts.reduce(0) { $0 + $1.bytes.count } }

    /// The same with the few bytes in front that were passed over, so that what is known stays in one piece; and how
    /// many bytes are known right before it.
    func extended(_ missing: Missing, over gap: Int64) -> (Missing, known: Int) {
        guard let part = parts.first(where: { $0.end <= missing.offset && missing.offset - $0.end <= gap }) else {
            return (missing, 0)
        }
        return (
            Missing(offset: part.end, count: missing.count + Int(missing.offset - part.end)), part.bytes.count
        )
    }

    /// - Parameter isEnd: true when nothing comes behind them.
    mutating func add(_ bytes: [UInt8], at offset: Int64, isEnd: Bool) {
        if let index = parts.firstIndex(where: { $0.end == offset }) {
            parts[index].bytes += bytes
        } else {
            parts.append(Part(start: offset, bytes: bytes))
        }
        guard isEnd, !isSizeKnown else { return }
        size = offset + Int64(bytes.count)
        isSizeKnown = true
    }

    func read(at offset: Int64, count: Int) throws -> [UInt8] { try read(at: offset, count: count, limit: count) }

    func read(at offset: Int64, count: Int, limit: Int) throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        let wanted = min(Int64(count), size - offset)
        guard let part = parts.first(where: { $0.start <= offset && offset < $0.end }) else {
            throw Missing(offset: offset, count: Int(wanted))
        }
        guard offset + wanted <= part.end else {
            throw Missing(offset: part.end, count: Int(offset + wanted - part.end))
        }
        let start = Int(offset - part.start)
        return Array(part.bytes[start..<min(part.bytes.count, start + max(Int(wanted), limit))])
    }
}
