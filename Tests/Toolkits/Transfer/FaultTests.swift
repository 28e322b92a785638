import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Testing

@testable import RecuaTransfer

/// Every way in which a server or a line may fail: the right bytes, or a clear error, and never a wrong file.
@Suite(.timeLimit(.minutes(4))) struct FaultTests {
    /// More than a first part, so that several connections share it.
    private static let content = noise(300_000)
    private static let digest = Digest(of: content)

    static let faults: [FaultyServer.Fault] = [
        .reset(after: 0), .reset(after: 1), .reset(after: 65_536), .reset(after: 70_003), .stall, .shortBody,
        .longBody, .lyingLength, .wholeInsteadOfPart, .otherPart, .status(429, retryAfter: "1"), .status(500),
        .status(503), .wrongBytes, .replaced,
        .unknownTotal,
    ]

    /// - Parameter position: which request fails.
    @Test(arguments: faults, [0, 1, 3])
    func `one fault anywhere ends in the right bytes or a clear error`(fault: FaultyServer.Fault, position: Int)
        async throws
    {
        for isPinned in [true, false] {
            let other = noise(300_000, seed: 7)
            let server = FaultyServer(Self.content, faults: [position: fault], other: other)
            try await withScratchFolder { folder in
                try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                    try await check(fault, origin, isPinned ? Self.digest : nil, Digest(of: other), in: folder)
                }
            }
        }
    }

    private func check(
        _ fault: FaultyServer.Fault, _ origin: String, _ expected: Digest?, _ other: Digest, in folder: ScratchFolder
    ) async throws {
        var downloading = Downloading(folder)
        if fault == .stall { downloading.isImpatient() }
        do {
            let found = Digest(of: try await downloading.run(try remote("\(origin)/m.gguf", expected)))
            switch fault {
            case .replaced: #expect(found == (expected == nil ? other : Self.digest))
            // Nobody can tell, when nothing is known of the file.
            case .wrongBytes where expected == nil: break
            default: #expect(found == Self.digest)
            }
        } catch let error as Diagnostic {
            #expect([.wrongBytes, .replaced].contains(fault), "\(error)")
            #expect(error.code == "fetch.checksum")
            #expect(error.message.contains(Self.digest.hex))
            #expect(!Files.exists(downloading.path))
        }
    }

    static let pairs = faults.indices.map { (faults[$0], faults[($0 * 7 + 3) % faults.count]) }

    @Test(arguments: pairs)
    func `two faults at once end in the right bytes or a clear error`(
        one: FaultyServer.Fault, two: FaultyServer.Fault
    ) async throws {
        let server = FaultyServer(Self.content, faults: [0: one, 2: two], other: noise(300_000, seed: 7))
        try await withScratchFolder { folder in
            var downloading = Downloading(folder)
            if [one, two].contains(.stall) { downloading.isImpatient() }
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                do {
                    let found = try await downloading.run(try remote("\(origin)/m.gguf", Self.digest))
                    #expect(Digest(of: found) == Self.digest)
                } catch let error as Diagnostic {
                    #expect(!Set([one, two]).isDisjoint(with: [.wrongBytes, .replaced]), "\(error)")
                    #expect(error.code == "fetch.checksum")
                }
            }
        }
    }

    @Test func `a server without parts that never gets further is given up`() async throws {
        let server = FaultyServer(Self.content, hasParts: false)
        server.fail(next: Array(repeating: .reset(after: 200_000), count: 40))
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await downloading.run(try remote("\(origin)/m.gguf", Self.digest))
                }
                #expect(error?.code == "network.reset")
            }
            // A broken connection loses some of what was sent, so that a later attempt can get further than one before
            // it: as often as 64 KiB fit into what is sent.
            #expect(server.visits.count <= downloading.attempts * (1 + 200_000 / (64 << 10)))
        }
    }

    @Test(arguments: [0, 1, 511, 65_535, 400_000, 999_999])
    func `a server without parts that breaks anywhere still delivers`(count: Int) async throws {
        let content = noise(1_000_000)
        let server = FaultyServer(content, faults: [0: .reset(after: count)], hasParts: false)
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await Downloading(folder).run(try remote("\(origin)/m"))
                #expect(found == content)
            }
        }
    }

    @Test func `a server that asks for rest gets it`() async throws {
        let server = FaultyServer(noise(1000), faults: [0: .status(429, retryAfter: "17")])
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                _ = try await downloading.run(try remote("\(origin)/m"))
            }
            #expect(downloading.slept.all == [.seconds(17)])
        }
    }

    @Test func `a server that never works is given up, and what came stays for the next run`() async throws {
        let content = noise(300_000)
        let server = FaultyServer(content, faults: [0: .reset(after: 70_000)])
        server.fail(next: [.reset(after: 70_000)] + Array(repeating: .status(503), count: 4))
        try await withScratchFolder { folder in
            var downloading = Downloading(folder)
            downloading.connections = 1
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await downloading.run(try remote("\(origin)/m"))
                }
                #expect(error?.code == "fetch.refused")
                let before = server.visits.count
                let found = try await downloading.run(try remote("\(origin)/m"))
                #expect(found == content)
                let next = try #require(server.visits[before].range)
                #expect(!next.hasPrefix("bytes=0-"))
                #expect(server.visits[before].ifRange == "\"one\"")
            }
        }
    }

    @Test(arguments: [1_000_000_000_000_000_000, Int64.max])
    func `a file of any announced size that has no room is told before it is fetched`(size: Int64) async throws {
        try await withScratchFolder { folder in
            let error = #expect(throws: Diagnostic.self) { try DiskSpace.check(folder.path("p"), for: size) }
            #expect(error?.code == "fetch.disk")
        }
    }

    @Test(arguments: [
        (2_000_001, 1_999_999, "3 MB are still to come, 1 MB are free"),
        (2_000_001, 2_000_000, "3 MB are still to come, 2 MB are free; one byte is missing"),
        (1_500_000, 1_400_000, "2 MB are still to come, 1 MB are free; 100000 bytes are missing"),
        (Int64.max, 0, "9223372036855 MB are still to come, 0 MB are free"),
    ])
    func `what has no room never looks as if it had some`(count: Int64, free: Int64, words: String) {
        #expect(DiskSpace.noRoom("p", for: count, free: free).message == "the disk has no room for `p`: \(words)")
    }

    @Test func `a size other than the announced one is told before anything is fetched`() async throws {
        let server = FaultyServer(noise(1000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await Downloading(folder).run(try remote("\(origin)/m", Digest(of: "other"), size: 999))
                }
                #expect(error?.code == "fetch.upstream-changed")
                #expect(error?.message.contains("1000 bytes") == true)
                #expect(server.visits.count == 1)
            }
        }
    }

    @Test func `a stream that brings more than was announced is told`() async throws {
        let server = FaultyServer(noise(1000), faults: [0: .endlessBody])
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await Downloading(folder).run(try remote("\(origin)/m", size: 1000))
                }
                #expect(error?.code == "fetch.upstream-changed")
            }
        }
    }

    @Test func `a download that takes too long ends, and its bytes stay`() async throws {
        let content = noise(200_000)
        let server = FaultyServer(content, faults: [0: .stall])
        try await withScratchFolder { folder in
            let downloading = Downloading(folder)
            // Time is over as soon as there is something to go on from.
            let limit = TimeLimit(.seconds(60)) { _ in
                while (Files.facts(downloading.path)?.size ?? 0) < 50_000 {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await limit.over("the file") { try await downloading.run(try remote("\(origin)/m")) }
                }
                #expect(error?.code == "fetch.time-limit")
                let found = try await downloading.run(try remote("\(origin)/m"))
                #expect(found == content)
                #expect(server.visits.last?.range != "bytes=0-99999")
            }
        }
    }

    @Test(arguments: [429, 503])
    func `a server that lets only two in at once gets fewer connections, and all of the file arrives`(
        status: Int
    ) async throws {
        let content = noise(3_000_000)
        let server = FaultyServer(content, atOnce: 2, otherwise: status)
        try await withScratchFolder { folder in
            var downloading = Downloading(folder)
            downloading.connections = 16
            downloading.attempts = 1000
            // By requests, so that there is one look after so many of them on a busy machine too.
            downloading.pause = { _ in
                let count = server.crowds.count
                while server.crowds.count < count + 4 { try await Task.sleep(for: .microseconds(100)) }
            }
            try await withHTTPServer({ try await server.answer($0, $1) }) { origin in
                let found = try await downloading.run(try remote("\(origin)/m"))
                #expect(found == content)
            }
            let crowds = server.crowds
            #expect(crowds.contains { $0 > 2 }, "\(crowds)")
            #expect(crowds.suffix(10).allSatisfy { $0 < 4 }, "\(crowds)")
        }
    }
}
