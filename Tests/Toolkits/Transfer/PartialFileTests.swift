import Glibc
import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaTransfer

@Suite(.timeLimit(.minutes(2))) struct PartialFileTests {
    private let origin = DownloadOrigin(source: Digest(of: "source"), validator: "\"one\"", size: 100)

    @Test func `bytes in any order are there for the next one`() async throws {
        try await withScratchFolder { folder in
            let partial = try await PartialFile.locked(folder.path("p")) { _, _ in }
            try partial.begin(from: origin)
            try write([1, 2, 3], at: 50, partial)
            try write([4, 5], at: 0, partial)
            try partial.list()
            partial.finish()
            let next = try await PartialFile.locked(folder.path("p")) { _, _ in }
            #expect(next.count == 0)
            next.resume()
            #expect(next.origin == origin)
            #expect(next.extents.ranges == [0..<2, 50..<53])
            #expect(next.beginning.end == 2)
            next.discard()
            #expect(try Files.list(folder.path) == [])
        }
    }

    @Test(arguments: [
        "", "{", "0 10\n20", "0 10\nx y\n", "10 5\n0 10\n", "0 10\n\0\0\0\n", "0 10\n5000 6000\n", "-5 10\n0 10\n",
        "0 10\n{\"source\":1}\n",
    ])
    func `a journal that was cut off or spoiled names nothing that is not there`(text: String) throws {
        let extents = Journal(text, size: 100).extents
        #expect(extents.ranges == (text.contains("0 10\n") ? [0..<10] : []))
    }

    @Test func `one at a time holds the file, and the other sees how far it is`() async throws {
        try await withScratchFolder { folder in
            let partial = try #require(try PartialFile.take(folder.path("p")))
            try partial.begin(from: origin)
            try write([UInt8](repeating: 1, count: 30), at: 0, partial)
            try partial.list()
            #expect(try PartialFile.take(folder.path("p")) == nil)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try? await PartialFile.locked(folder.path("p")) { done, total in
                        #expect(done == 30)
                        #expect(total == 100)
                        partial.finish()
                    }
                }
            }
        }
    }

    @Test func `what one leaves behind never takes away what the next one wrote`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("partial")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        for round in 0..<20 {
                            let partial = try await PartialFile.locked(path) { _, _ in }
                            let own = DownloadOrigin(source: Digest(of: "\(worker) \(round)"), size: 1)
                            try partial.begin(from: own)
                            await Task.yield()
                            #expect(Journal.read("\(path).journal", size: 0).origin == own)
                            partial.discard()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try Files.list(folder.path) == [])
        }
    }

    @Test func `a fresh start forgets all of it, for the next one too`() async throws {
        try await withScratchFolder { folder in
            let partial = try await PartialFile.locked(folder.path("p")) { _, _ in }
            try partial.begin(from: origin)
            try write([1, 2, 3], at: 0, partial)
            try partial.list()
            try partial.restart()
            #expect(partial.beginning == (generation: 1, end: 0))
            try write([4, 5, 6], at: 10, partial)
            try partial.list()
            partial.finish()
            let next = try await PartialFile.locked(folder.path("p")) { _, _ in }
            next.resume()
            #expect(next.origin == nil)
            #expect(next.extents.ranges == [10..<13])
        }
    }

    @Test func `a folder that cannot be written to is told`() async throws {
        try await withScratchFolder { folder in
            let error = #expect(throws: Diagnostic.self) { try PartialFile.take(folder.path("none/p")) }
            #expect(error?.code == "store.write")
        }
    }

    @Test func `a journal that cannot be opened keeps nobody out`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("p.journal"))
            #expect(throws: Diagnostic.self) { try PartialFile.take(folder.path("p")) }
            try Files.remove(folder.path("p.journal"))
            let partial = try PartialFile.take(folder.path("p"))
            #expect(partial != nil)
        }
    }

    private func write(_ bytes: [UInt8], at offset: Int64, _ partial: PartialFile) throws {
        try bytes.withUnsafeBytes { try partial.write($0, at: offset) }
    }
}
