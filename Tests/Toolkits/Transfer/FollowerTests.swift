import RecuaCore
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaTransfer

@Suite(.timeLimit(.minutes(2))) struct FollowerTests {
    @Test func `what is cut off while it is looked at is no reason to refuse the file`() async throws {
        let (first, second) = (noise(10_000), noise(20_000, seed: 2))
        try await withScratchFolder { folder in
            let partial = try await PartialFile.locked(folder.path("p")) { _, _ in }
            let looks = Mutex(0)
            let examination = FileExamination(admit: { _ in
                guard looks.withLock({ looks in (looks += 1, looks).1 }) == 1 else { return }
                // Another connection has just learnt that the server has another file now.
                try partial.restart()
                try second.withUnsafeBytes { try partial.write($0, at: 0) }
                throw Diagnostic("test.unwanted", "no")
            })
            try first.withUnsafeBytes { try partial.write($0, at: 0) }
            let (steps, step) = AsyncStream<Void>.makeStream()
            step.yield()
            step.finish()
            let digest = try await Follower(partial: partial, examination: examination, steps: steps).run()
            #expect(digest == Digest(of: second))
            #expect(looks.withLock { $0 } == 2)
        }
    }

    @Test(arguments: [true, false])
    func `nobody is shown the beginning of what was cut off before it was admitted`(isLate: Bool) async throws {
        let (first, second) = (noise(10_000), noise(20_000, seed: 2))
        try await withScratchFolder { folder in
            let partial = try await PartialFile.locked(folder.path("p")) { _, _ in }
            try partial.fill(with: first)
            let heads = Mutex<[[UInt8]]>([])
            let examination = FileExamination(
                admit: { head in
                    guard head[0] == first[0] else { return }
                    try partial.restart()
                    try partial.fill(with: second)
                    throw Diagnostic("test.unwanted", "no")
                },
                observers: { head, _ in
                    heads.withLock { $0.append(head) }
                    return []
                })
            let (steps, step) = AsyncStream<Void>.makeStream()
            if !isLate { step.yield() }
            step.finish()
            let digest = try await Follower(partial: partial, examination: examination, steps: steps).run()
            #expect(digest == Digest(of: second))
            #expect(heads.withLock { $0 } == [Array(second[..<FileExamination.headSize])])
        }
    }
}

extension PartialFile {
    /// All bytes of a file whose size is known before they come.
    fileprivate func fill(with bytes: [UInt8]) throws {
        try begin(from: DownloadOrigin(source: Digest(of: bytes), size: Int64(bytes.count)))
        try bytes.withUnsafeBytes { try write($0, at: 0) }
    }
}
