import RecuaCore
import Synchronization
import Testing

@testable import RecuaHTTP

struct RetryPolicyTests {
    private let failure = Diagnostic("test.failure", "no")

    @Test func `what fails in passing is tried again, with longer waits`() async throws {
        let slept = Sleeps()
        let policy = RetryPolicy(attempts: 4, baseDelay: .seconds(1), jitter: 0, sleep: slept.sleep)
        let result = try await policy.run { attempt in
            if attempt < 4 { throw Retryable(failure) }
            return attempt
        }
        #expect(result == 4)
        #expect(slept.all == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test func `the last failure is the one that is told`() async throws {
        let slept = Sleeps()
        let policy = RetryPolicy(attempts: 3, sleep: slept.sleep)
        let error = await #expect(throws: Diagnostic.self) {
            try await policy.run { attempt in throw Retryable(Diagnostic("test.\(attempt)", "no")) }
        }
        #expect(error?.code == "test.3")
        #expect(slept.all.count == 2)
    }

    @Test func `what is final is not tried again`() async throws {
        let tries = Mutex(0)
        await #expect(throws: failure) {
            try await RetryPolicy(sleep: Sleeps().sleep).run { _ in
                tries.withLock { $0 += 1 }
                throw failure
            }
        }
        #expect(tries.withLock { $0 } == 1)
    }

    @Test func `the server's wish for rest is honoured, within limits`() async throws {
        let slept = Sleeps()
        let policy = RetryPolicy(attempts: 3, longestDelay: .seconds(30), jitter: 0, sleep: slept.sleep)
        try await policy.run { attempt in
            if attempt == 1 { throw Retryable(failure, after: .seconds(7)) }
            if attempt == 2 { throw Retryable(failure, after: .seconds(7000)) }
        }
        #expect(slept.all == [.seconds(7), .seconds(30)])
    }

    @Test func `attempts that get further are not counted`() async throws {
        let policy = RetryPolicy(attempts: 2, sleep: Sleeps().sleep)
        let last = try await policy.run { attempt in
            if attempt < 10 { throw Retryable(failure, madeProgress: true) }
            return attempt
        }
        #expect(last == 10)
    }

    @Test(
        arguments: [
            ("120", 120), ("0", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 60), ("Wed, 21 Oct 2015 07:00:00 GMT", 0),
            ("soon", nil),
            ("99999999999999999999", 86_400),
        ] as [(String, Int?)])
    func `Retry-After is seconds or a date`(text: String, seconds: Int?) {
        #expect(RetryAfter.delay(text, now: 1_445_412_420) == seconds.map { .seconds($0) })
    }

    @Test func `dates are counted right across leap years`() {
        #expect(RetryAfter.seconds(ofDate: "Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(RetryAfter.seconds(ofDate: "Thu, 29 Feb 2024 12:00:00 GMT") == 1_709_208_000)
        #expect(RetryAfter.seconds(ofDate: "Fri, 31 Dec 2100 23:59:59 GMT") == 4_133_980_799)
    }
}

/// A sleep that returns at once and remembers for how long it should have slept.
final class Sleeps: Sendable {
    private let durations = Mutex<[Duration]>([])

    var all: [Duration] { durations.withLock { $0 } }

    var sleep: @Sendable (Duration) async throws -> Void {
        { duration in self.durations.withLock { $0.append(duration) } }
    }
}
