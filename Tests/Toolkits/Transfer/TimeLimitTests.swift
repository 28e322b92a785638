import RecuaCore
import Testing

@testable import RecuaTransfer

struct TimeLimitTests {
    private static let never: @Sendable (Duration) async throws -> Void = { _ in
        try await Task.sleep(for: .seconds(3600))
    }

    @Test func `what is done in time is done, and what it throws is thrown`() async throws {
        let limit = TimeLimit(.seconds(5), sleep: Self.never)
        #expect(try await limit.over("it") { 7 } == 7)
        let error = await #expect(throws: Diagnostic.self) {
            try await limit.over("it") { throw Diagnostic("test.own", "no") }
        }
        #expect(error?.code == "test.own")
    }

    @Test func `when time is over, the work is cancelled and the file is named`() async throws {
        let slept = Sleeps()
        let error = await #expect(throws: Diagnostic.self) {
            try await TimeLimit(.seconds(5), sleep: slept.sleep).over("it") { try await Self.never(.zero) }
        }
        #expect(error?.code == "fetch.time-limit")
        #expect(error?.message == "`it` did not arrive within 5.0 seconds")
        #expect(slept.all == [.seconds(5)])
    }

    @Test func `without a limit no time is spent`() async throws {
        let slept = Sleeps()
        #expect(try await TimeLimit(nil, sleep: slept.sleep).over("it") { 7 } == 7)
        #expect(slept.all.isEmpty)
    }
}
