import RecuaCore

/// What a live terminal shows, as a value: events in, text with escape codes out.
struct LiveScreen {
    private struct Running {
        var started: ContinuousClock.Instant
        var progress: StepProgress?
        var note: String?
    }

    private let style: TextStyle
    private var running: [(name: Event.StepName, state: Running)] = []
    /// Lines that scroll up with the next frame.
    private var finished: [String] = []
    private var total = 0
    private var ended = 0
    /// How many lines of the last frame stand below the scrolled ones.
    private var drawn = 0

    init(style: TextStyle) { self.style = style }

    mutating func take(_ event: Event, at now: ContinuousClock.Instant) {
        switch event {
        case .runStarted(_, _, _, let steps): total = steps
        case .stepStarted(let name, _): running.append((name, Running(started: now)))
        case .stepProgress(let name, let phase, let done, let all, let unit):
            guard let index = running.firstIndex(where: { $0.name == name }) else { return }
            if running[index].state.progress?.phase == phase {
                running[index].state.progress?.update(done: done, total: all, at: now)
            } else {
                running[index].state.progress = StepProgress(phase: phase, done: done, total: all, unit: unit, at: now)
            }
        case .stepLog(let name, let level, let message):
            if level == .warning || level == .error { finished.append("\(style(.yellow, "\(level.rawValue):")) \(name): \(message)") }
            guard level != .debug, let index = running.firstIndex(where: { $0.name == name }) else { return }
            running[index].state.note = message.split(separator: "\n").last.map(String.init)
        case .stepFinished(let name, let result):
            ended += 1
            running.removeAll { $0.name == name }
            if let line = StepText.line(name, result, width: 24, style) { finished.append(line) }
        case .runFinished: break
        }
    }

    /// Puts a message above the running steps.
    mutating func say(_ text: String) { finished.append(text) }

    /// The text that turns the last frame into this one.
    mutating func frame(columns: Int, rows: Int, at now: ContinuousClock.Instant) -> String {
        var text = erase()
        text += finished.map { $0 + "\n" }.joined()
        finished = []
        let shown = running.prefix(max(1, rows - 6))
        var lines = shown.map { fitted(line($0.name, $0.state, at: now), columns) }
        if running.count > shown.count { lines.append("  … and \(running.count - shown.count) more") }
        if total > 0, !running.isEmpty { lines.append(style(.dim, "  \(ended) of \(total) steps")) }
        drawn = lines.count
        return text + lines.map { $0 + "\n" }.joined()
    }

    /// The last frame removed, what has finished left standing.
    mutating func close() -> String {
        let text = erase() + finished.map { $0 + "\n" }.joined()
        finished = []
        drawn = 0
        return text
    }

    private func erase() -> String { drawn == 0 ? "" : "\u{1B}[\(drawn)A\u{1B}[0J" }

    private func line(_ name: Event.StepName, _ state: Running, at now: ContinuousClock.Instant) -> String {
        let head = "  \(StepText.pad("\(name)", 24))  "
        if let progress = state.progress { return head + progress.text(at: now) }
        return head + (state.note ?? "…") + "  " + Quantity.duration(now - state.started)
    }

    /// Cut to the terminal's width; a wrapped line would break the redraw.
    private func fitted(_ text: String, _ columns: Int) -> String {
        text.count < columns ? text : String(text.prefix(max(1, columns - 2))) + "…"
    }
}
