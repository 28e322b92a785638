/// Lets through as much of a step's progress as a person can see: the start and the end of each phase, and ten reports
/// a second between them.
struct ProgressThinner: Sendable {
    private static let interval = Duration.milliseconds(100)

    private var last: (phase: String, at: ContinuousClock.Instant)?

    mutating func lets(_ phase: String, done: Int64, total: Int64?, at now: ContinuousClock.Instant) -> Bool {
        if let last, last.phase == phase, done != total, now - last.at < Self.interval { return false }
        last = (phase, now)
        return true
    }
}
