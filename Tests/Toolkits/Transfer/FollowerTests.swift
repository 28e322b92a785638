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
}
