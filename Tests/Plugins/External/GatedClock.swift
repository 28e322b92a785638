import RecuaExternal

/// A clock on which short pauses end when something has come about, and at once then. Silence is told by them.
struct GatedClock: Clock {
    /// What counts as short.
    var limit: Duration = .milliseconds(100)
    /// True when it has.
    let isOpen: @Sendable () -> Bool

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        guard now.duration(to: deadline) <= limit else {
            return try await Task.sleep(until: deadline, tolerance: tolerance, clock: .continuous)
        }
        while !isOpen() { try await Task.sleep(for: .milliseconds(5)) }
        try Task.checkCancellation()
    }
}

extension Bench {
    /// Requests are told to stop once `isSilent` holds, and have all the time to do so unless another is given.
    mutating func expectSilence(
        stoppingWithin grace: Duration = .seconds(60), when isSilent: @escaping @Sendable (Bench) -> Bool
    ) {
        let bench = self
        limits.clock = GatedClock { isSilent(bench) }
        (limits.silence, limits.cancelGrace) = (.milliseconds(300), grace)
    }
}
