import NIOCore
import RecuaCore
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaOCI

@Suite struct ReadAheadTests {
    @Test(arguments: [1000, 70_000, 1 << 20, 5_000_000])
    func `portions of any size add up to the blob, layer and file alike`(size: Int64) async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image(weights: noise(2_500_000))
            let layer = try await image.source(of: image.layers[1], store: folder.store)
            let file = FileBlob(try folder.stored(noise(2_200_000, seed: 3)))
            for blob in [layer, file] as [any BlobSource] {
                let tally = SentBytes { _ in }
                let bytes = try await ReadAhead.reading(blob.open(at: 0)) { ahead in
                    var bytes: [UInt8] = []
                    while Int64(bytes.count) < blob.size {
                        let portion = Portion(of: ahead, size: min(size, blob.size - Int64(bytes.count)), tally)
                        for try await piece in portion { bytes.append(contentsOf: piece.readableBytesView) }
                    }
                    return bytes
                }
                #expect(Digest(of: bytes) == blob.digest)
                #expect(tally.count == blob.size)
            }
        }
    }

    @Test func `a few pieces wait, and no more are read than will be taken`() async throws {
        let read = Counter()
        let stream = BlobStream(expected: nil) { CountingReader(count: 100, read: read) }
        try await ReadAhead.reading(stream) { ahead in
            for taken in 1...20 {
                _ = try await ahead.next(atMost: .max)
                #expect(read.count <= taken + 4)
            }
        }
        #expect(read.count <= 24)
    }

    @Test func `who waits for bytes is let go when reading ends, and an error comes through`() async throws {
        let read = Counter()
        let broken = BlobStream(expected: nil) { CountingReader(count: 3, read: read, failure: "test.broken") }
        let error = await #expect(throws: Diagnostic.self) {
            try await ReadAhead.reading(broken) { ahead in
                while try await ahead.next(atMost: 10) != nil {}
            }
        }
        #expect(error?.code == "test.broken")
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let stream = BlobStream(expected: nil) { CountingReader(count: .max, read: read) }
                group.addTask {
                    try await ReadAhead.reading(stream) { ahead in
                        while try await ahead.next(atMost: .max) != nil {}
                    }
                }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}

/// Gives single bytes, and counts how many.
private struct CountingReader: ChunkReader {
    let count: Int
    let read: Counter
    var failure: String?
    private var given = 0

    init(count: Int, read: Counter, failure: String? = nil) {
        self.count = count
        self.read = read
        self.failure = failure
    }

    var isAtEnd: Bool { given == count }

    mutating func next() throws -> ByteBuffer? {
        guard !isAtEnd else {
            if let failure { throw Diagnostic(failure, "no more") }
            return nil
        }
        given += 1
        read.add()
        return ByteBuffer(bytes: [1])
    }
}

private final class Counter: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
}
