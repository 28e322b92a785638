public import RecuaCore
import Synchronization

/// Computes the digests of a layer from its tar as it passes by in pieces of any size, from a file or a download.
///
/// Its two lanes may work side by side; each wants all bytes, in order.
public final class LayerDigester: Sendable {
    private let tar = DigestObserver()
    private let stream: StoredStreamObserver

    /// - Parameter tarSize: how many bytes will come, known before the first one.
    public init(tarSize: Int64) { stream = StoredStreamObserver(tarSize: tarSize) }

    /// Who must be given the bytes.
    public var lanes: [any ByteObserver] { [tar, stream] }

    /// Takes the next bytes of the tar in both lanes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        for lane in lanes { lane.update(bytes) }
    }

    /// - Returns: nil when more or fewer bytes came than were promised.
    public func finish() -> LayerDigests? {
        guard let (digest, crc32) = stream.finish() else { return nil }
        return LayerDigests(diffID: tar.digest, digest: digest, crc32: crc32)
    }
}

/// The digest of a tar's gzip stream of stored blocks, of which only the frame is made.
final class StoredStreamObserver: ByteObserver {
    private struct State {
        var taken: Int64 = 0
        var hasher = Digest.Hasher()
        var check = CyclicCheck()
    }

    private let tarSize: Int64
    private let state = Mutex(State())

    init(tarSize: Int64) {
        self.tarSize = tarSize
        state.withLock { $0.hasher.update(StoredGzip.header) }
    }

    /// Bytes beyond the promised size do not count; ``finish()`` reports them.
    func update(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            state.check.update(bytes)
            var rest = bytes[...]
            while !rest.isEmpty, state.taken < tarSize {
                let count = frame(rest, &state)
                rest = rest.dropFirst(count)
            }
            state.taken += Int64(rest.count)
        }
    }

    /// - Returns: how many bytes went into the block that is open.
    private func frame(_ rest: Slice<UnsafeRawBufferPointer>, _ state: inout State) -> Int {
        let within = Int(state.taken % Int64(StoredGzip.blockSize))
        let block = state.taken / Int64(StoredGzip.blockSize)
        let length = StoredGzip.blockLength(block, of: tarSize)
        if within == 0 {
            let isLast = block == StoredGzip.blockCount(of: tarSize) - 1
            state.hasher.update(StoredGzip.blockHeader(length: length, isLast: isLast))
        }
        let count = min(length - within, rest.count)
        state.hasher.update(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
        state.taken += Int64(count)
        return count
    }

    /// - Returns: the stream's digest and the tar's CRC-32; nil when more or fewer bytes came than were promised.
    func finish() -> (digest: Digest, crc32: UInt32)? {
        state.withLock { state in
            guard state.taken == tarSize else { return nil }
            var hasher = state.hasher
            hasher.update(StoredGzip.trailer(crc32: state.check.value, size: tarSize))
            return (hasher.finish(), state.check.value)
        }
    }
}
