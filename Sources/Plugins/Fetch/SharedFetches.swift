internal import RecuaCore
internal import Synchronization

/// What the stacks of one run fetch: what several of them name is tried once, and all of them get what came of it.
///
/// A failure counts for the run alone: the next one tries again.
final class SharedFetches: Sendable {
    /// What makes two fetches the same one.
    struct Key: Hashable, Sendable {
        var location: Digest
        var role: ModelRole
        var expected: Digest?
        var size: Int64?
    }

    /// How far a fetch is.
    struct Progress: Sendable {
        var done: Int64 = 0
        var total: Int64?
    }

    private struct State {
        var outcomes: [Key: Result<StoredFile, Diagnostic>] = [:]
        /// By location, or by what comes from there.
        var underWay: [Digest: Progress] = [:]
    }

    private let state = Mutex(State())

    /// Nothing of what was fetched counts any more.
    func forget() { state.withLock { $0.outcomes = [:] } }

    /// What came of the fetch before; nil when it was not tried yet.
    func outcome(of key: Key) -> Result<StoredFile, Diagnostic>? { state.withLock { $0.outcomes[key] } }

    func keep(_ outcome: Result<StoredFile, Diagnostic>, of key: Key) {
        state.withLock { $0.outcomes[key] = outcome }
    }

    /// Tells those who wait how far the fetch is.
    func progress(_ places: [Digest], _ done: Int64, _ total: Int64?) {
        state.withLock { state in
            for place in places where state.underWay[place] != nil {
                state.underWay[place] = Progress(done: done, total: total)
            }
        }
    }

    /// Lends a location, or what comes from there, to one stack at a time.
    ///
    /// - Parameter onWait: told again and again how far the other one is.
    /// - Throws: `CancellationError`, and what `body` throws.
    func alone<Value>(
        at place: Digest, onWait: (Progress) -> Void, _ body: () async throws -> Value
    ) async throws -> Value {
        while let progress = begin(place) {
            onWait(progress)
            try await Task.sleep(for: .milliseconds(20))
        }
        defer { state.withLock { $0.underWay[place] = nil } }
        return try await body()
    }

    /// - Returns: how far somebody else is; nil when the place is free, and taken now.
    private func begin(_ place: Digest) -> Progress? {
        state.withLock { state in
            if let progress = state.underWay[place] { return progress }
            state.underWay[place] = Progress()
            return nil
        }
    }
}
