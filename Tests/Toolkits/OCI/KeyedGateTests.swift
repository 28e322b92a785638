import Synchronization
import Testing

@testable import RecuaOCI

struct KeyedGateTests {
    private struct Failure: Error {}

    /// Lets `body` run until `count` are at the door of `key`.
    private func wait(for count: Int, at key: String, _ gate: KeyedGate) async {
        while gate.visitors(of: key) != count { await Task.yield() }
    }

    @Test func `one at a time is inside with each key`() async throws {
        let gate = KeyedGate()
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in ["a", "b"] {
                for _ in 0..<20 {
                    group.addTask {
                        try await gate.alone(with: key) {
                            #expect(inside.enter(key) == 1)
                            await Task.yield()
                            inside.leave(key)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gate.visitors(of: "a") == 0)
        #expect(gate.visitors(of: "b") == 0)
    }

    @Test func `they go in in the order of coming, and another key waits for nobody`() async throws {
        let gate = KeyedGate()
        let order = Order()
        let (isDone, done) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await gate.alone(with: "a") { for await _ in isDone {} } }
            await wait(for: 1, at: "a", gate)
            for number in 1...20 {
                group.addTask { try await gate.alone(with: "a") { order.add(number) } }
                while gate.waiting(at: "a") != number { await Task.yield() }
            }
            // Nobody has left `a` yet.
            #expect(try await gate.alone(with: "b") { gate.visitors(of: "a") } == 21)
            #expect(order.numbers == [])
            done.finish()
            try await group.waitForAll()
        }
        #expect(order.numbers == Array(1...20))
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

/// How many are inside with each key.
private final class Inside: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// - Returns: how many there are now.
    func enter(_ key: String) -> Int {
        counts.withLock { counts in
            counts[key, default: 0] += 1
            return counts[key, default: 0]
        }
    }

    func leave(_ key: String) { counts.withLock { $0[key, default: 0] -= 1 } }
}

/// Who came in, one after the other.
private final class Order: Sendable {
    private let state = Mutex<[Int]>([])

    var numbers: [Int] { state.withLock { $0 } }

    func add(_ number: Int) { state.withLock { $0.append(number) } }
}
