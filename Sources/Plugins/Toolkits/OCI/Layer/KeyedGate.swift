/// Lets one at a time do what goes by the same key: the second then finds the work of the first done.
public actor KeyedGate {
    /// Those who wait, by key; a key is present while someone is inside.
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    public init() {}

    /// Waits until nobody else is in `body` with this key. Who is inside ends soon when everything is cancelled, so
    /// waiting itself needs no way out.
    public nonisolated func alone<Result: Sendable>(with key: String, _ body: () async throws -> Result) async throws
        -> Result
    {
        await enter(key)
        do {
            try Task.checkCancellation()
            let result = try await body()
            await leave(key)
            return result
        } catch {
            await leave(key)
            throw error
        }
    }

    private func enter(_ key: String) async {
        guard waiting[key] != nil else {
            waiting[key] = []
            return
        }
        await withCheckedContinuation { waiting[key, default: []].append($0) }
    }

    private func leave(_ key: String) {
        guard var others = waiting[key], !others.isEmpty else {
            waiting[key] = nil
            return
        }
        let next = others.removeFirst()
        waiting[key] = others
        next.resume()
    }
}
