import RecuaCore

/// A limit on how long something may take.
enum Deadline {
    /// - Throws: ``Diagnostic`` `smoke.timeout` when `body` has not ended by then; it is cancelled.
    static func within<Result: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw Diagnostic("smoke.timeout", "no complete answer within \(Amount.time(limit.inSeconds))")
            }
            return result
        }
    }
}
