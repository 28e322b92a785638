import RecuaCore

/// What a log that nobody can redraw shows, as a value: a line for a step when it ends, and a sign of life when steps
/// take long.
struct PlainLog {
    /// How long a step may run without a line. CI systems end what says nothing for minutes.
    static let patience = Duration.seconds(30)
    /// More steps than this share one sign of life.
    private static let most = 4

    private struct Running {
        var name: Event.StepName
        var started: ContinuousClock.Instant
        var told: ContinuousClock.Instant
        var progress: StepProgress?
        var note: String?
    }

    private let style: TextStyle
    private let nameWidth: Int
    private var running: [Running] = []
    private var notices = StepNotices()
    private var tally = RunTally()
    private var rate = TransferRate()
    private var timeLeft = TimeLeft()

    init(style: TextStyle, width: Int) {
        self.style = style
        nameWidth = width
    }

    /// - Returns: the lines to write now.
    mutating func take(_ event: Event, at now: ContinuousClock.Instant) -> [String] {
        tally.take(event)
        rate.take(event, at: now)
        timeLeft.take(event, at: now)
        notices.take(event)
        switch event {
        case .stepStarted(let name, _):
            running.append(Running(name: name, started: now, told: now))
            return []
        case .stepProgress(let name, let phase, let done, let total, let unit):
            change(name) { $0.progress = StepProgress($0.progress, phase, done: done, total: total, unit, at: now) }
            return []
        case .stepLog(let name, let level, let message):
            let note = message.split(whereSeparator: \.isNewline).last.map { DisplayText.line(String($0)) }
            if level != .debug { change(name) { $0.note = note } }
            return StepText.log(name, level, message, style).map { [$0] } ?? []
        case .stepFinished(let name, let result):
            running.removeAll { $0.name == name }
            return StepText.line(name, result, notices.end(name), width: nameWidth, style).map { [$0] } ?? []
        case .runStarted, .runFinished: return []
        }
    }

    /// Nothing more will be started.
    mutating func stop() { timeLeft.stop() }

    /// The signs of life that are due. Ask every second.
    mutating func beat(at now: ContinuousClock.Instant) -> [String] {
        let due = running.indices.filter { now - running[$0].told >= Self.patience }
        guard !due.isEmpty else { return [] }
        if due.count > Self.most {
            for index in running.indices { running[index].told = now }
            return [together(at: now)]
        }
        return due.map { index in
            running[index].told = now
            return line(running[index], at: now)
        }
    }

    private func line(_ step: Running, at now: ContinuousClock.Instant) -> String {
        let words = step.progress?.text(at: now) ?? "\(step.note ?? "…")  \(Quantity.duration(now - step.started))"
        return "· \(DisplayText.pad("\(step.name)", to: nameWidth))  \(words)"
    }

    /// `· 64 steps running  2031 of 5000 steps  12.0 MB/s  about 12 min left`.
    private func together(at now: ContinuousClock.Instant) -> String {
        let parts: [String?] = [
            "\(Quantity.count(running.count, "step")) running", tally.stepsText, rate.text(at: now),
            timeLeft.text(at: now),
        ]
        return "· " + parts.compactMap { $0 }.joined(separator: "  ")
    }

    private mutating func change(_ name: Event.StepName, _ body: (inout Running) -> Void) {
        guard let index = running.firstIndex(where: { $0.name == name }) else { return }
        body(&running[index])
    }
}
