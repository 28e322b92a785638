import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaTransfer

@Suite(.timeLimit(.minutes(2))) struct DownloadTests {
    private let content = noise(400_000)
    private var digest: Digest { Digest(of: content) }

    @Test func `a large file comes in parts over several connections`() async throws {
        let server = FaultyServer(content)
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await Downloading(folder).run(try remote("\(origin)/m"))
                #expect(found == content)
            }
            #expect(server.visits.count > 4)
            #expect(server.visits.first?.range == "bytes=0-99999")
            #expect(server.visits.dropFirst().allSatisfy { $0.ifRange == "\"one\"" })
        }
    }

    @Test func `every byte of every connection counts for the rate`() async throws {
        let server = FaultyServer(content)
        let (start, slept) = (ContinuousClock.now, Sleeps())
        let limit = RateLimit(bytesPerSecond: 1000, now: { start }, sleep: slept.sleep)
        try await withScratchFolder { folder in
            var downloading = Downloading(folder)
            downloading.rateLimit = limit
            try await withHTTPServer({ try await server.answer($0, $1) }) { [downloading] origin in
                _ = try await downloading.run(try remote("\(origin)/m"))
            }
        }
        try await limit.take(0)
        #expect(slept.all.last.map { ($0 / .seconds(1)).rounded() } == 400)
    }

    @Test func `progress only grows, whichever connection tells it, and ends at the whole`() async throws {
        let content = noise(2_000_000)
        let server = FaultyServer(content)
        let told = Mutex<[Int64]>([])
        try await withScratchFolder { folder in
            var downloading = Downloading(folder)
            downloading.onProgress = { done, _ in told.withLock { $0.append(done) } }
            try await withHTTPServer({ try await server.answer($0, $1) }) { [downloading] origin in
                _ = try await downloading.run(try remote("\(origin)/m"))
            }
        }
        let counts = told.withLock { $0 }
        #expect(counts == counts.sorted() && counts.last == 2_000_000)
    }

    @Test func `a small file takes one request`() async throws {
        let server = FaultyServer(noise(1000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await Downloading(folder).run(try remote("\(origin)/m")).count
                #expect(found == 1000)
            }
            #expect(server.visits.count == 1)
        }
    }

    @Test(arguments: [true, false]) func `an empty file is a file`(hasParts: Bool) async throws {
        let server = FaultyServer([], hasParts: hasParts)
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await Downloading(folder).run(try remote("\(origin)/m"))
                #expect(found.isEmpty)
            }
        }
    }

    @Test func `observers get every byte once and in order, also after a fresh start`() async throws {
        let other = noise(400_000, seed: 3)
        let server = FaultyServer(content, faults: [3: .replaced], other: other)
        let seen = Mutex<[DigestObserver]>([])
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let examination = FileExamination(observers: { head, size in
                    #expect(head.count == 8192)
                    #expect(size == 400_000)
                    let observer = DigestObserver()
                    seen.withLock { $0.append(observer) }
                    return [observer]
                })
                let found = try await Downloading(folder).run(try remote("\(origin)/m"), examination)
                #expect(found == other)
            }
        }
        #expect(seen.withLock { $0.last?.digest } == Digest(of: other))
    }

    @Test func `what is not wanted by its beginning is not fetched to its end, and not kept`() async throws {
        let server = FaultyServer(content, faults: [1: .stall, 2: .stall, 3: .stall, 4: .stall])
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    let examination = FileExamination(admit: { _ in throw Diagnostic("test.unwanted", "no") })
                    try await downloading.run(try remote("\(origin)/m"), examination)
                }
                #expect(error?.code == "test.unwanted")
                #expect(!Files.exists(downloading.path))
            }
        }
    }

    @Test func `a spoiled beginning does not spoil the file`() async throws {
        let server = FaultyServer(content)
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            let partial = try await PartialFile.locked(downloading.path) { _, _ in }
            try partial.begin(from: DownloadOrigin(source: Digest(of: "elsewhere"), size: Int64(content.count)))
            try [UInt8](repeating: 9, count: 1000).withUnsafeBytes { try partial.write($0, at: 0) }
            try partial.list()
            partial.finish()
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await downloading.run(try remote("\(origin)/m", digest))
                #expect(found == content)
            }
            #expect(server.visits.first?.range == "bytes=1000-100999")
        }
    }

    @Test func `bytes from before a loss of power count only against a digest`() async throws {
        let server = FaultyServer(content)
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                for expected in [nil, digest] {
                    let downloading = Downloading(folder)
                    let file = try remote("\(origin)/m", expected)
                    let partial = try await PartialFile.locked(downloading.path) { _, _ in }
                    try partial.restart()
                    try partial.begin(
                        from: DownloadOrigin(
                            source: file.identity, validator: "\"one\"", size: 400_000, boot: "another"))
                    try content.prefix(5000).withUnsafeBytes { try partial.write($0, at: 0) }
                    try partial.list()
                    partial.finish()
                    let before = server.visits.count
                    let found = try await downloading.run(file)
                    #expect(found == content)
                    let isContinued = server.visits[before].range?.hasPrefix("bytes=5000-") == true
                    #expect(isContinued == (expected != nil))
                }
            }
        }
    }

    @Test func `a source without a validator is not taken in parts unless the digest is known`() async throws {
        let server = FaultyServer(content, tag: nil)
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await Downloading(folder).run(try remote("\(origin)/m"))
                #expect(found == content)
                #expect(server.visits.map(\.range) == ["bytes=0-99999", nil])
            }
        }
    }

    @Test func `a download that is cancelled leaves what came, and the next one goes on`() async throws {
        let server = FaultyServer(content, faults: [2: .stall, 3: .stall, 4: .stall, 5: .stall, 6: .stall])
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let file = try remote("\(origin)/m")
                let partial = try await PartialFile.locked(downloading.path) { _, _ in }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await downloading.outcome(file, into: partial) }
                    // That the server has answered is not to say that the answers have come.
                    while server.visits.count < 4 || partial.count < 50_000 {
                        try await Task.sleep(for: .milliseconds(2))
                    }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.next() }
                }
                partial.finish()
                let left = try await PartialFile.locked(downloading.path) { _, _ in }
                left.resume()
                #expect(left.count >= 50_000)
                left.finish()
                // The server still has stalls in store.
                var again = downloading
                again.isImpatient()
                let found = try await again.run(file)
                #expect(found == content)
            }
        }
    }

    @Test func `a download of which nothing came leaves nothing behind`() async throws {
        let server = FaultyServer(content, faults: [0: .status(404)])
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await downloading.run(try remote("\(origin)/m"))
                }
                #expect(error?.code == "fetch.not-found")
            }
            #expect(try Files.list(folder.path) == [])
        }
    }

    @Test(arguments: ["\"one\"", "Wed, 21 Oct 2015 07:28:00 GMT"])
    func `a copy that is still the same is not sent again`(validator: String) async throws {
        let isTag = validator.hasPrefix("\"")
        let server = FaultyServer(content, tag: isTag ? validator : nil, modified: isTag ? nil : validator)
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                var file = try remote("\(origin)/m")
                file.knownValidator = validator
                let partial = try await PartialFile.locked(downloading.path) { _, _ in }
                #expect(try await downloading.outcome(file, into: partial) == .unchanged)
                #expect(server.visits.count == 1)
            }
        }
    }
}
