public import RecuaCore

/// When to try again, and how long to wait before: twice as long each time, never in step with others.
public struct RetryPolicy: Sendable {
    /// All in all, the first one included.
    public var attempts: Int
    /// Before the second attempt.
    public var baseDelay: Duration
    /// No wait is longer, whatever the server asks for.
    public var longestDelay: Duration
    /// The part of each wait that is left to chance, 0 to 1.
    public var jitter: Double
    private let sleep: @Sendable (Duration) async throws -> Void

    public init(
        attempts: Int = 5, baseDelay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(60),
        jitter: Double = 0.5,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = attempts
        self.baseDelay = baseDelay
        self.longestDelay = longestDelay
        self.jitter = jitter
        self.sleep = sleep
    }

    /// Runs `body` until it returns, throws something final, or no attempt is left.
    ///
    /// Tried again after ``Retryable`` and after failures for which ``HTTPFailure/isTransient(_:)`` holds.
    ///
    /// - Parameters:
    ///   - onRetry: told before each wait: what failed, and how long the wait will be.
    ///   - body: given the number of the attempt, from 1.
    /// - Throws: the diagnostic of the last attempt, or what `body` threw; `CancellationError` when cancelled.
    public func run<Result>(
        onRetry: (Diagnostic, Duration) -> Void = { _, _ in },
        _ body: (Int) async throws -> Result
    ) async throws -> Result {
        var failures = 0
        var attempt = 0
        while true {
            attempt += 1
            do {
                return try await body(attempt)
            } catch {
                guard let retryable = retryable(error) else { throw error }
                failures = retryable.madeProgress ? 1 : failures + 1
                guard failures < attempts else { throw retryable.diagnostic }
                try Task.checkCancellation()
                let delay = delay(before: failures, asked: retryable.after)
                onRetry(retryable.diagnostic, delay)
                try await sleep(delay)
            }
        }
    }

    private func retryable(_ error: any Error) -> Retryable? {
        if let retryable = error as? Retryable { return retryable }
        guard HTTPFailure.isTransient(error), let diagnostic = error as? Diagnostic else { return nil }
        return Retryable(diagnostic)
    }

    /// - Parameter failures: in a row, from 1.
    func delay(before failures: Int, asked: Duration?) -> Duration {
        let backoff = baseDelay * (1 << min(failures - 1, 16))
        let kept = 1 - jitter * Double.random(in: 0...1)
        let own = min(backoff, longestDelay) * kept
        return min(max(own, asked ?? .zero), longestDelay)
    }
}
