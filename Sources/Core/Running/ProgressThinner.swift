/// Lets through as much of a step's progress as a person can see: the start and the end of each phase, up to fifty of
/// them at once, and ten reports a second between them.
struct ProgressThinner: Sendable {
    private static let interval = Duration.milliseconds(100)

    /// Beginnings and ends of phases that may come at once; more of them wait their turn as all else does.
    private static let burst = 50

    private var last: (phase: String, at: ContinuousClock.Instant)?
    private var room = burst

    mutating func lets(_ phase: String, done: Int64, total: Int64?, at now: ContinuousClock.Instant) -> Bool {
        if let last, now - last.at < Self.interval {
            if last.phase == phase, done != total { return false }
            guard room > 0 else { return false }
            room -= 1
        } else {
            room = min(room + 1, Self.burst)
        }
        last = (phase, now)
        return true
    }
}
