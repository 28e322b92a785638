import RecuaCore

/// How many bytes all steps together move a second, over the last few seconds.
struct TransferRate {
    private static let window = Duration.seconds(5)
    /// Samples nearer to each other say nothing new.
    private static let interval = Duration.milliseconds(200)

    private var done: [Event.StepName: (phase: String, count: Int64)] = [:]
    private var total: Int64 = 0
    private var samples: [(at: ContinuousClock.Instant, total: Int64)] = []

    mutating func take(_ event: Event, at now: ContinuousClock.Instant) {
        switch event {
        case .stepProgress(let name, let phase, let count, _, .bytes):
            // The first word of a phase tells where it begins: resumed downloads do not begin at zero.
            if let before = done[name], before.phase == phase { total += max(0, count - before.count) }
            done[name] = (phase, count)
            if samples.last.map({ now - $0.at >= Self.interval }) ?? true { samples.append((now, total)) }
            if let first = samples.firstIndex(where: { now - $0.at <= Self.window }) {
                samples.removeSubrange(..<first)
            }
        case .stepFinished(let name, _): done[name] = nil
        default: break
        }
    }

    /// Nil while nothing moves.
    func perSecond(at now: ContinuousClock.Instant) -> Int64? {
        guard let first = samples.first(where: { now - $0.at <= Self.window }), total > first.total else { return nil }
        let elapsed = (now - first.at) / .seconds(1)
        return elapsed >= 0.5 ? Int64(Double(total - first.total) / elapsed) : nil
    }

    /// `12.0 MB/s`; nil while nothing moves.
    func text(at now: ContinuousClock.Instant) -> String? { perSecond(at: now).map { "\(Quantity.bytes($0))/s" } }
}
