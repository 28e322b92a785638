import RecuaCore

/// Computes the digests of a layer from its tar as it passes by in pieces of any size, from a file or a download.
public struct LayerDigester: Sendable {
    private let tarSize: Int64
    private var taken: Int64 = 0
    private var tar = Digest.Hasher()
    private var stream = Digest.Hasher()
    private var check = CyclicCheck()

    /// - Parameter tarSize: how many bytes will come, known before the first one.
    public init(tarSize: Int64) {
        self.tarSize = tarSize
        stream.update(StoredGzip.header)
    }

    /// Takes the next bytes of the tar. Bytes beyond the promised size do not count; ``finish()`` reports them.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        tar.update(bytes)
        check.update(bytes)
        var rest = bytes[...]
        while !rest.isEmpty, taken < tarSize {
            let within = Int(taken % Int64(StoredGzip.blockSize))
            let block = taken / Int64(StoredGzip.blockSize)
            let length = StoredGzip.blockLength(block, of: tarSize)
            if within == 0 {
                let isLast = block == StoredGzip.blockCount(of: tarSize) - 1
                stream.update(StoredGzip.blockHeader(length: length, isLast: isLast))
            }
            let count = min(length - within, rest.count)
            stream.update(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
            rest = rest.dropFirst(count)
            taken += Int64(count)
        }
        taken += Int64(rest.count)
    }

    /// - Returns: nil when more or fewer bytes came than were promised.
    public consuming func finish() -> LayerDigests? {
        guard taken == tarSize else { return nil }
        stream.update(StoredGzip.trailer(crc32: check.value, size: tarSize))
        return LayerDigests(diffID: tar.finish(), digest: stream.finish(), crc32: check.value)
    }
}
