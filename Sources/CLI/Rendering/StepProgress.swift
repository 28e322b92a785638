import RecuaCore

/// How far a transfer is: bytes, rate, time left.
struct StepProgress {
    let phase: String
    private let unit: StepMessage.Unit
    private let started: ContinuousClock.Instant
    private let first: Int64
    private var done: Int64
    private var total: Int64?

    init(phase: String, done: Int64, total: Int64?, unit: StepMessage.Unit, at now: ContinuousClock.Instant) {
        self.phase = phase
        self.unit = unit
        self.done = done
        self.total = total
        started = now
        first = done
    }

    mutating func update(done: Int64, total: Int64?, at now: ContinuousClock.Instant) {
        self.done = done
        self.total = total ?? self.total
    }

    /// `download  45.1 MB of 98.4 MB  46 %  12.0 MB/s  4.4 s left`.
    func text(at now: ContinuousClock.Instant) -> String {
        guard unit == .bytes else { return total.map { "\(phase)  \(done) of \($0)" } ?? "\(phase)  \(done)" }
        var parts = [phase]
        if let total, total > 0 {
            parts.append("\(Quantity.bytes(done)) of \(Quantity.bytes(total))")
            parts.append("\(min(100, done * 100 / total)) %")
        } else {
            parts.append(Quantity.bytes(done))
        }
        let elapsed = (now - started) / .seconds(1)
        let rate = elapsed > 0.5 ? Double(done - first) / elapsed : 0
        if rate > 0 {
            parts.append("\(Quantity.bytes(Int64(rate)))/s")
            if let total, total > done { parts.append("\(Quantity.duration(.seconds(Double(total - done) / rate))) left") }
        }
        return parts.joined(separator: "  ")
    }
}
