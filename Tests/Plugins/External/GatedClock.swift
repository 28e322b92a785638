import RecuaExternal

/// A clock on which silence, told by its short pauses, begins when something has come about, and is over at once then.
struct GatedClock: Clock {
    /// True when it has.
    let isOpen: @Sendable () -> Bool

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        guard now.duration(to: deadline) < .milliseconds(100) else {
            return try await Task.sleep(until: deadline, tolerance: tolerance, clock: .continuous)
        }
        while !isOpen() { try await Task.sleep(for: .milliseconds(5)) }
        try Task.checkCancellation()
    }
}

extension Bench {
    /// Requests are told to stop once `isSilent` holds, and have all the time to do so.
    mutating func expectSilence(when isSilent: @escaping @Sendable (Bench) -> Bool) {
        let bench = self
        limits.clock = GatedClock { isSilent(bench) }
        (limits.silence, limits.cancelGrace) = (.milliseconds(300), .seconds(60))
    }
}
