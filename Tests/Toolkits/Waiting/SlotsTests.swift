import RecuaWaiting
import Synchronization
import Testing

@Suite struct SlotsTests {
    @Test(arguments: [1, 3]) func `no more than there are places are in at once`(count: Int) async throws {
        let slots = Slots(count)
        let seen = Mutex((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await slots.take()
                    defer { slots.give() }
                    seen.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                    await Task.yield()
                    seen.withLock { $0.now -= 1 }
                }
            }
            try await group.waitForAll()
        }
        #expect(seen.withLock(\.now) == 0)
        #expect(seen.withLock(\.most) <= count)
    }

    @Test func `who is cancelled while waiting takes no place`() async throws {
        let slots = Slots(1)
        try await slots.take()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await slots.take() } }
            group.cancelAll()
            for _ in 0..<20 { await #expect(throws: CancellationError.self) { try await group.next() } }
        }
        slots.give()
        try await slots.take()
    }
}
