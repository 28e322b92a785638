import RecuaCore
import RecuaTestSupport
import Testing

struct FilePassTests {
    @Test(arguments: [0, 1, 524_287, 524_288, 524_289, 5_000_000], [1, 2, 5])
    func `every observer gets every byte once and in order`(size: Int, count: Int) async throws {
        try await withScratchFolder { folder in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) }
            let path = try folder.write(bytes, to: "file")
            let observers = (0..<count).map { _ in DigestObserver() }
            let pass = try FilePass(path, observers: observers)
            // In steps, as a file that grows, and beyond its end.
            for end in [Int64(size / 3), Int64(size / 3 + 1), Int64(size), Int64(size) + 10] {
                try await pass.advance(to: end)
                #expect(pass.offset == min(end, Int64(size)))
            }
            #expect(observers.allSatisfy { $0.digest == Digest(of: bytes) })
        }
    }

    @Test func `a pass that is cancelled ends`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write([UInt8](repeating: 7, count: 20 << 20), to: "file")
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    await #expect(throws: CancellationError.self) {
                        let pass = try FilePass(path, observers: [DigestObserver(), DigestObserver()])
                        try await pass.advance(to: 20 << 20)
                    }
                }
            }
        }
    }
}
