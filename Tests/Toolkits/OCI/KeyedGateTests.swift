import Synchronization
import Testing

@testable import RecuaOCI

struct KeyedGateTests {
    private struct Failure: Error {}

    /// Lets `body` run until `count` are at the door of `key`.
    private func wait(for count: Int, at key: String, _ gate: KeyedGate) async {
        while gate.visitors(of: key) != count { await Task.yield() }
    }

    @Test func `one at a time is inside, in the order of coming, and another key waits for nobody`() async throws {
        let gate = KeyedGate()
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in ["a", "b"] {
                for _ in 0..<20 {
                    group.addTask {
                        try await gate.alone(with: key) {
                            let count = inside.count.withLock { count in
                                count += 1
                                return count
                            }
                            #expect(count <= 2)
                            await Task.yield()
                            inside.count.withLock { $0 -= 1 }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gate.visitors(of: "a") == 0)
    }

    @Test func `who is cancelled while waiting leaves at once, though the one inside stays`() async throws {
        let gate = KeyedGate()
        let (isDone, done) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await gate.alone(with: "a") { for await _ in isDone {} } }
            await wait(for: 1, at: "a", gate)
            await withThrowingTaskGroup(of: Void.self) { waiters in
                waiters.addTask { try await gate.alone(with: "a") { _ = Issue.record("it was let in") } }
                await wait(for: 2, at: "a", gate)
                waiters.cancelAll()
                let outcome = await waiters.nextResult()
                #expect(throws: CancellationError.self) { try outcome?.get() }
            }
            // Still held.
            #expect(gate.visitors(of: "a") == 1)
            done.finish()
            try await group.waitForAll()
        }
        #expect(try await gate.alone(with: "a") { 7 } == 7)
        #expect(gate.visitors(of: "a") == 0)
    }

    @Test func `whoever throws inside lets the next one in`() async throws {
        let gate = KeyedGate()
        await #expect(throws: Failure.self) { try await gate.alone(with: "a") { throw Failure() } }
        #expect(try await gate.alone(with: "a") { 7 } == 7)
    }
}

/// How many are inside.
private final class Inside: Sendable {
    let count = Mutex(0)
}
