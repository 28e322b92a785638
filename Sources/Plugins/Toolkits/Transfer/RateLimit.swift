import Synchronization

/// Holds all who share it below so many bytes a second together.
public final class RateLimit: Sendable {
    private let bytesPerSecond: Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    /// When all that was taken so far will have passed at the agreed rate.
    private let free: Mutex<ContinuousClock.Instant>

    /// - Parameter bytesPerSecond: more than 0.
    public init(
        bytesPerSecond: Int64, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.bytesPerSecond = Double(max(1, bytesPerSecond))
        self.now = now
        self.sleep = sleep
        free = Mutex(now())
    }

    /// Waits until `count` more bytes may pass.
    public func take(_ count: Int) async throws {
        let now = now()
        let wait = free.withLock { free in
            let start = max(free, now)
            free = start + .seconds(Double(count) / bytesPerSecond)
            return start - now
        }
        if wait > .zero { try await sleep(wait) }
    }
}
