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

    /// `download  45.1 MB of 98.4 MB  45 %  12.0 MB/s  4.4 s left`.
    func text(at now: ContinuousClock.Instant) -> String { texts(at: now)[0] }

    /// The whole text, and shorter ones for narrower places, the shortest last.
    func texts(at now: ContinuousClock.Instant) -> [String] {
        let name = DisplayText.line(phase)
        guard unit == .bytes else {
            let amount = total.map { "\(done) of \($0)" } ?? "\(done)"
            return ["\(name)  \(amount)", amount]
        }
        let (rate, left) = speed(at: now)
        let short = share ?? Quantity.bytes(done)
        let choices: [[String?]] = [
            [name, amount, share, rate, left], [name, share ?? amount, rate, left], [name, short, left], [short, left],
            [short],
        ]
        return choices.map { $0.compactMap { $0 }.joined(separator: "  ") }
    }

    private var amount: String {
        guard let total, total > 0 else { return Quantity.bytes(done) }
        return "\(Quantity.bytes(done)) of \(Quantity.bytes(total))"
    }

    private var share: String? {
        guard let total, total > 0 else { return nil }
        return "\(Int(min(1, max(0, Double(done) / Double(total))) * 100)) %"
    }

    private func speed(at now: ContinuousClock.Instant) -> (rate: String?, left: String?) {
        let elapsed = (now - started) / .seconds(1)
        guard elapsed > 0.5, done > first else { return (nil, nil) }
        let rate = Double(done - first) / elapsed
        let text = "\(Quantity.bytes(Int64(rate)))/s"
        guard let total, total > done else { return (text, nil) }
        return (text, "\(Quantity.duration(.seconds(Double(total - done) / rate))) left")
    }
}
