import RecuaCore

/// How far a transfer is: bytes, rate, time left.
struct StepProgress {
    private let phase: String
    private let unit: StepMessage.Unit
    private let started: ContinuousClock.Instant
    /// What was done when it was first heard of: resumed downloads do not begin at zero.
    private let first: Int64
    private let done: Int64
    private let total: Int64?

    /// - Parameter before: what was known until now; another phase begins anew.
    init(
        _ before: StepProgress?, _ phase: String, done: Int64, total: Int64?, _ unit: StepMessage.Unit,
        at now: ContinuousClock.Instant
    ) {
        let same = before?.phase == phase ? before : nil
        self.phase = phase
        self.unit = unit
        self.done = done
        self.total = total ?? same?.total
        started = same?.started ?? now
        first = same?.first ?? done
    }

    /// `download  45.1 MB of 98.4 MB  46 %  12.0 MB/s  4.4 s left`.
    func text(at now: ContinuousClock.Instant) -> String {
        let name = DisplayText.line(phase)
        guard unit == .bytes else { return total.map { "\(name)  \(done) of \($0)" } ?? "\(name)  \(done)" }
        return ([name] + amount + speed(at: now)).joined(separator: "  ")
    }

    private var amount: [String] {
        guard let total, total > 0 else { return [Quantity.bytes(done)] }
        let share = Int(min(1, max(0, Double(done) / Double(total))) * 100)
        return ["\(Quantity.bytes(done)) of \(Quantity.bytes(total))", "\(share) %"]
    }

    private func speed(at now: ContinuousClock.Instant) -> [String] {
        let elapsed = (now - started) / .seconds(1)
        guard elapsed > 0.5, done > first else { return [] }
        let rate = Double(done - first) / elapsed
        let text = "\(Quantity.bytes(Int64(rate)))/s"
        guard let total, total > done else { return [text] }
        return [text, "\(Quantity.duration(.seconds(Double(total - done) / rate))) left"]
    }
}
