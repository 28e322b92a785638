import RecuaCore

/// What a live terminal shows, as a value: events in, text with escape codes out.
///
/// What has finished scrolls up; below it stand the running steps, which the next frame removes and draws anew.
struct LiveScreen {
    private struct Running {
        var name: Event.StepName
        var started: ContinuousClock.Instant
        var progress: StepProgress?
        var note: String?
    }

    private let style: TextStyle
    /// Of the column of step names.
    private let nameWidth: Int
    private var running: [Running] = []
    /// Lines that scroll up with the next frame.
    private var finished: [String] = []
    private var total = 0
    private var ended = 0
    /// The lines of the last frame that stand below the scrolled ones.
    private var drawn: [String] = []
    private var isClosed = false

    init(style: TextStyle, width: Int) {
        self.style = style
        nameWidth = width
    }

    mutating func take(_ event: Event, at now: ContinuousClock.Instant) {
        switch event {
        case .runStarted(_, _, _, let steps): total = steps
        case .stepStarted(let name, _): running.append(Running(name: name, started: now))
        case .stepProgress(let name, let phase, let done, let all, let unit):
            change(name) { $0.progress = StepProgress($0.progress, phase, done: done, total: all, unit, at: now) }
        case .stepLog(let name, let level, let message):
            if let line = StepText.log(name, level, message, style) { finished.append(line) }
            let note = message.split(whereSeparator: \.isNewline).last.map { DisplayText.line(String($0)) }
            if level != .debug { change(name) { $0.note = note } }
        case .stepFinished(let name, let result):
            ended += 1
            running.removeAll { $0.name == name }
            if let line = StepText.line(name, result, width: nameWidth, style) { finished.append(line) }
        case .runFinished: break
        }
    }

    /// Puts a message above the running steps.
    ///
    /// - Returns: false when the screen is closed and nobody would see it.
    mutating func say(_ text: String) -> Bool {
        guard !isClosed else { return false }
        finished.append(text)
        return true
    }

    /// The text that turns the last frame into this one; nothing when they are alike.
    mutating func frame(columns: Int, rows: Int, at now: ContinuousClock.Instant) -> String {
        guard !isClosed else { return "" }
        let lines = lines(rows: rows, at: now).map { DisplayText.cut($0, to: columns - 1) }
        guard lines != drawn || !finished.isEmpty else { return "" }
        let text = scrolled(columns) + lines.map { $0 + "\n" }.joined()
        drawn = lines
        return text
    }

    /// The last frame removed, what has finished left standing. Every later frame is empty.
    mutating func close(columns: Int) -> String {
        let text = scrolled(columns)
        drawn = []
        isClosed = true
        return text
    }

    private mutating func scrolled(_ columns: Int) -> String {
        defer { finished = [] }
        return erasure(columns) + finished.map { $0 + "\n" }.joined()
    }

    /// Back to where the last frame began. A terminal that has become narrower since has wrapped its lines; and what
    /// was typed meanwhile, such as `^C`, has moved the cursor to the right.
    private func erasure(_ columns: Int) -> String {
        let rows = drawn.map { max(1, (DisplayText.width($0) + columns - 1) / max(1, columns)) }.reduce(0, +)
        return rows == 0 ? "" : "\r\u{1B}[\(rows)A\u{1B}[0J"
    }

    /// The running steps, as many as fit with some of what has scrolled up still in sight, and a count of all.
    private func lines(rows: Int, at now: ContinuousClock.Instant) -> [String] {
        let shown = running.prefix(max(1, rows - 6))
        var lines = shown.map { line($0, at: now) }
        if running.count > shown.count { lines.append("  … and \(running.count - shown.count) more") }
        if total > 0, !running.isEmpty { lines.append("  \(ended) of \(total) steps") }
        return Array(lines.prefix(max(1, rows - 1)))
    }

    private func line(_ step: Running, at now: ContinuousClock.Instant) -> String {
        let head = "  \(DisplayText.pad("\(step.name)", to: nameWidth))  "
        if let progress = step.progress { return head + progress.text(at: now) }
        return "\(head)\(step.note ?? "…")  \(Quantity.duration(now - step.started))"
    }

    private mutating func change(_ name: Event.StepName, _ body: (inout Running) -> Void) {
        guard let index = running.firstIndex(where: { $0.name == name }) else { return }
        body(&running[index])
    }
}
