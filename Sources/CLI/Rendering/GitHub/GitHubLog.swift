import RecuaCore

/// What the log of GitHub Actions shows of a run, as a value: for each step that ends a line, which opens to what the
/// step said. Steps run side by side, so what they say is kept until they end.
struct GitHubLog {
    /// Lines that are kept of one step; the whole is in its log file.
    private static let most = 500

    private let nameWidth: Int
    private let style = TextStyle(isColored: false)
    private var said: [Event.StepName: [(level: StepMessage.Level, line: String)]] = [:]
    private var notices = StepNotices()
    private var pulse: PlainLog

    /// - Parameter width: of the column of step names.
    init(width: Int) {
        nameWidth = width
        pulse = PlainLog(style: style, width: width)
    }

    /// - Returns: the lines to write now.
    mutating func take(_ event: Event, at now: ContinuousClock.Instant) -> [String] {
        notices.take(event)
        _ = pulse.take(event, at: now)
        switch event {
        case .stepLog(let name, let level, let message): return hear(name, level, message)
        case .stepFinished(let name, let result): return end(name, result)
        case .runStarted, .stepStarted, .stepProgress, .runFinished: return []
        }
    }

    /// The signs of life that are due. Ask every second.
    mutating func beat(at now: ContinuousClock.Instant) -> [String] {
        pulse.beat(at: now).map { GitHubCommand.inert($0) }
    }

    private mutating func hear(_ name: Event.StepName, _ level: StepMessage.Level, _ message: String) -> [String] {
        let lines = message.split(whereSeparator: \.isNewline).map { (level, DisplayText.line(String($0))) }
        said[name, default: []] += lines
        let excess = (said[name]?.count ?? 0) - Self.most
        if excess > 0 { said[name]?.removeFirst(excess) }
        guard level == .warning || level == .error else { return [] }
        return [GitHubCommand.line(level.rawValue, ["title": "\(name)"], message)]
    }

    private mutating func end(_ name: Event.StepName, _ result: StepResult) -> [String] {
        let words = said.removeValue(forKey: name) ?? []
        guard let head = StepText.line(name, result, notices.end(name), width: nameWidth, style) else { return [] }
        // Of a step that failed all counts, of another what is meant for people; its notices are in the head.
        let shown = words.filter { !result.problems.isEmpty || ($0.level != .debug && $0.level != .notice) }
        guard !shown.isEmpty else { return [GitHubCommand.inert(head)] }
        let lines = shown.map { GitHubCommand.inert("\($0.level == .info ? "" : "\($0.level.rawValue): ")\($0.line)") }
        return [GitHubCommand.line("group", [:], head)] + lines + [GitHubCommand.line("endgroup")]
    }
}
