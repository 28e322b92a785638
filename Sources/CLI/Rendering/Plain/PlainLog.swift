import RecuaCore

/// What a log that nobody can redraw shows, as a value: a line for a step when it ends, and a sign of life from one
/// that takes long.
struct PlainLog {
    /// How long a step may be silent. CI systems end what says nothing for minutes.
    static let patience = Duration.seconds(30)

    private struct Running {
        var told: ContinuousClock.Instant
        var progress: StepProgress?
    }

    private let style: TextStyle
    private let nameWidth: Int
    private var running: [Event.StepName: Running] = [:]

    init(style: TextStyle, width: Int) {
        self.style = style
        nameWidth = width
    }

    /// - Returns: the lines to write now.
    mutating func take(_ event: Event, at now: ContinuousClock.Instant) -> [String] {
        switch event {
        case .stepStarted(let name, _):
            running[name] = Running(told: now)
            return []
        case .stepProgress(let name, let phase, let done, let total, let unit):
            guard var step = running[name] else { return [] }
            let progress = StepProgress(step.progress, phase, done: done, total: total, unit, at: now)
            step.progress = progress
            let isDue = now - step.told >= Self.patience
            if isDue { step.told = now }
            running[name] = step
            return isDue ? ["· \(DisplayText.pad("\(name)", to: nameWidth))  \(progress.text(at: now))"] : []
        case .stepLog(let name, let level, let message):
            return StepText.log(name, level, message, style).map { [$0] } ?? []
        case .stepFinished(let name, let result):
            running[name] = nil
            return StepText.line(name, result, width: nameWidth, style).map { [$0] } ?? []
        case .runStarted, .runFinished: return []
        }
    }
}
