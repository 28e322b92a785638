import RecuaCore

/// The longest time that a file may take to arrive, whatever is tried for it: attempts, mirrors, waiting for another
/// process that fetches it.
public struct TimeLimit: Sendable {
    private let longest: Duration?
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter longest: nil for no end.
    public init(
        _ longest: Duration?,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.longest = longest
        self.sleep = sleep
    }

    /// Runs `body`, and cancels it when its time is over.
    ///
    /// - Parameter name: of the file, for people.
    /// - Throws: ``Diagnostic`` `fetch.time-limit`; what `body` throws.
    public func over<Result: Sendable>(
        _ name: String, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let longest else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask { [sleep] in
                try await sleep(longest)
                return nil
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next(), let outcome else { throw Self.isOver(name, longest) }
            return outcome
        }
    }

    private static func isOver(_ name: String, _ longest: Duration) -> Diagnostic {
        Diagnostic(
            "fetch.time-limit", "`\(name)` did not arrive within \(longest)",
            help: "run it again: it goes on from here; or allow more time")
    }
}
