import RecuaWaiting
import Synchronization
import Testing

@Suite struct SlotsTests {
    @Test(arguments: [1, 3]) func `no more than there are places are in at once`(count: Int) async throws {
        let slots = Slots(count)
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await slots.take()
                    defer { slots.give() }
                    inside.enter()
                    await Task.yield()
                    inside.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect((1...count).contains(inside.most))
    }

    @Test func `who is cancelled while waiting takes no place`() async throws {
        let slots = Slots(1)
        try await slots.take()
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await slots.take() } }
            group.cancelAll()
            for _ in 0..<20 { await #expect(throws: CancellationError.self) { try await group.next() } }
        }
        slots.give()
        try await slots.take()
    }
}

/// How many are in, and how many ever were at once.
private final class Inside: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock(\.most) }

    func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { state.withLock { $0.now -= 1 } }
}
