import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaFetch

@Suite(.timeLimit(.minutes(2))) struct PartialFileTests {
    @Test func `what one leaves behind never takes away what the next one wrote`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("partial")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        for round in 0..<20 {
                            let partial = try await PartialFile.locked(path) {}
                            let own = PartialFile.Origin(url: Digest(of: "\(worker) \(round)"), etag: nil, size: 1)
                            partial.origin = own
                            await Task.yield()
                            #expect(partial.origin == own)
                            partial.discard()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try Files.list(folder.path) == [])
        }
    }

    @Test func `taking up the bytes stops when it is cancelled, and leaves them`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write([UInt8](repeating: 7, count: 3 << 20), to: "partial")
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    await #expect(throws: CancellationError.self) {
                        let partial = try await PartialFile.locked(path) {}
                        try partial.resume()
                    }
                }
            }
            #expect(Files.facts(path)?.size == 3 << 20)
        }
    }
}
