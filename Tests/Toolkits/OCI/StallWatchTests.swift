import RecuaCore
import RecuaHTTP
import Synchronization
import Testing

@testable import RecuaOCI

/// Time is spent by the steps that each test gives.
struct StallWatchTests {
    /// Does one step in each sleep; after the last, sleeps until it is cancelled.
    private func watch(_ steps: [@Sendable () -> Void]) -> StallWatch {
        let left = Steps(steps)
        return StallWatch(limit: .seconds(120)) { duration in
            left.note(duration)
            guard let step = left.next() else { return try await Task.sleep(for: .seconds(3600)) }
            step()
        }
    }

    private func url() throws -> HTTPURL { try HTTPURL("https://registry.test/v2/") }

    private static let never: @Sendable () async throws -> Int = {
        try await Task.sleep(for: .seconds(3600))
        return 0
    }

    @Test func `an upload of which nothing leaves from one look to the next ends`() async throws {
        let tally = SentBytes { _ in }
        let watch = watch([{ tally.add(10) }, { tally.add(1) }, {}])
        let error = await #expect(throws: Diagnostic.self) {
            try await watch.over(tally, to: 100, at: url(), Self.never)
        }
        #expect(error?.code == "network.timeout")
        #expect(error?.message.contains("https://registry.test") == true)
        #expect(tally.count == 11)
    }

    @Test func `an upload that moves a little each time is left alone until it is done`() async throws {
        let tally = SentBytes { _ in }
        let (isDone, done) = AsyncStream<Void>.makeStream()
        let steps: [@Sendable () -> Void] = (0..<9).map { _ in { tally.add(1) } }
        let last: @Sendable () -> Void = {
            tally.add(1)
            done.finish()
        }
        let watch = watch(steps + [last])
        let result = try await watch.over(tally, to: 100, at: url()) {
            for await _ in isDone {}
            return 7
        }
        #expect(result == 7)
    }

    @Test func `once all bytes have left nobody watches, however long the answer takes`() async throws {
        let tally = SentBytes { _ in }
        tally.count = 100
        let result = try await watch([{ Issue.record("it was watched") }]).over(tally, to: 100, at: url()) { 7 }
        #expect(result == 7)
    }
}

private final class Steps: Sendable {
    private let steps: Mutex<[@Sendable () -> Void]>

    init(_ steps: [@Sendable () -> Void]) { self.steps = Mutex(steps) }

    func note(_ duration: Duration) { #expect(duration == .seconds(120)) }

    func next() -> (@Sendable () -> Void)? { steps.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
