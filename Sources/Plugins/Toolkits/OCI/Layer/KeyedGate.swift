internal import RecuaWaiting
internal import Synchronization

/// Lets one at a time do what goes by the same key: the second then finds the work of the first done.
public final class KeyedGate: Sendable {
    private struct Door {
        let place = Slots(1)
        /// Inside, and in front of it.
        var visitors = 0
    }

    private let doors = Mutex<[String: Door]>([:])

    public init() {}

    /// Waits until nobody else is in `body` with this key.
    ///
    /// - Throws: what `body` throws; `CancellationError` at once when the task is cancelled while it waits.
    public func alone<Result: Sendable>(with key: String, _ body: () async throws -> Result) async throws -> Result {
        let place = come(to: key)
        defer { go(from: key) }
        try await place.take()
        defer { place.give() }
        try Task.checkCancellation()
        return try await body()
    }

    /// How many are at the door of a key, the one inside counted.
    func visitors(of key: String) -> Int { doors.withLock { $0[key]?.visitors ?? 0 } }

    /// How many stand in line at the door of a key.
    func waiting(at key: String) -> Int { doors.withLock { $0[key]?.place.waiting } ?? 0 }

    private func come(to key: String) -> Slots {
        doors.withLock { doors in
            var door = doors[key] ?? Door()
            door.visitors += 1
            doors[key] = door
            return door.place
        }
    }

    private func go(from key: String) {
        doors.withLock { doors in
            doors[key]?.visitors -= 1
            if doors[key]?.visitors == 0 { doors[key] = nil }
        }
    }
}
