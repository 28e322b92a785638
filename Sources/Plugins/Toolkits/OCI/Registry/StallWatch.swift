import RecuaCore
import RecuaHTTP

/// Ends an upload whose bytes nobody takes any more: the HTTP client itself would wait for as long as the connection
/// stands.
struct StallWatch: Sendable {
    /// Without a single piece on its way.
    var limit: Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    init(
        limit: Duration, sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.limit = limit
        self.sleep = sleep
    }

    /// Runs `body`, which counts its bytes in `tally`, up to `end`. From there on the client's own patience counts.
    ///
    /// - Throws: ``Diagnostic`` `network.timeout` when there are none for too long.
    func over<Result: Sendable>(
        _ tally: SentBytes, to end: Int64, at url: HTTPURL, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await watch(tally, to: end, at: url)
                return nil
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }

    private func watch(_ tally: SentBytes, to end: Int64, at url: HTTPURL) async throws {
        var seen: Int64?
        while tally.count < end {
            let count = tally.count
            guard count != seen else {
                throw Diagnostic("network.timeout", "`\(url.origin)` has stopped taking what is sent")
            }
            seen = count
            try await sleep(limit)
        }
    }
}
