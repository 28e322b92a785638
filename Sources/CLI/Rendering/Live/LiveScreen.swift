import RecuaCore

/// What a live terminal shows, as a value: events in, text with escape codes out.
///
/// What has finished scrolls up; below it stand the running steps, which the next frame removes and draws anew. A large
/// run does not scroll: its steps are counted, and what failed is pinned above what runs.
struct LiveScreen {
    /// A run of more steps is large: a line for each would bury everything else.
    static let most = 60
    /// Warnings of a large run that are shown; beyond that they are counted.
    static let mostWarnings = 20

    struct Running {
        var name: Event.StepName
        var started: ContinuousClock.Instant
        var expected: Duration?
        var progress: StepProgress?
        var note: String?
    }

    struct Failure {
        var name: Event.StepName
        var message: String
    }

    let style: TextStyle
    /// Of the column of step names.
    let nameWidth: Int
    var isLarge = false
    var running: [Running] = []
    var failures: [Failure] = []
    var tally = RunTally()
    var rate = TransferRate()
    var timeLeft = TimeLeft()
    var notices = StepNotices()
    var hiddenWarnings = 0
    private var warnings: Set<String> = []
    private var expected: [Event.StepName: Duration] = [:]
    /// Lines that scroll up with the next frame.
    var finished: [String] = []
    /// The lines of the last frame that stand below the scrolled ones.
    var drawn: [LiveLine] = []
    private var drawnColumns = 0
    private var isClosed = false

    init(style: TextStyle, width: Int) {
        self.style = style
        nameWidth = width
    }

    mutating func take(_ event: Event, at now: ContinuousClock.Instant) {
        tally.take(event)
        rate.take(event, at: now)
        timeLeft.take(event, at: now)
        notices.take(event)
        switch event {
        case .runStarted(let outline): begin(outline)
        case .stepStarted(let name, _):
            running.append(Running(name: name, started: now, expected: expected[name]))
        case .stepProgress(let name, let phase, let done, let all, let unit):
            change(name) { $0.progress = StepProgress($0.progress, phase, done: done, total: all, unit, at: now) }
        case .stepLog(let name, let level, let message): hear(name, level, message)
        case .stepFinished(let name, let result): end(name, result)
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
        let lines = lines(columns: columns, rows: rows, at: now).map { $0.cut(to: columns - 1) }
        guard lines != drawn || !finished.isEmpty || columns != drawnColumns else { return "" }
        let text =
            finished.isEmpty
            ? redrawn(lines, columns, rows) : scrolled(columns, rows) + lines.map { "\($0.text(style))\n" }.joined()
        (drawn, drawnColumns) = (lines, columns)
        return text
    }

    /// The last frame removed, what has finished left standing. Every later frame is empty.
    mutating func close(columns: Int, rows: Int) -> String {
        let text = scrolled(columns, rows)
        drawn = []
        isClosed = true
        return text
    }

    /// Nothing more will be started.
    mutating func stop() { timeLeft.stop() }

    /// Something else has written to the terminal, as a shell does while a job is stopped: the next frame is drawn below
    /// that.
    mutating func lose() { drawn = [] }

    private mutating func begin(_ outline: RunOutline) {
        isLarge = outline.steps.count - outline.freshCount > Self.most
        expected = Dictionary(outline.steps.compactMap { step in step.expected.map { (step.name, $0) } }) { $1 }
    }

    private mutating func hear(_ name: Event.StepName, _ level: StepMessage.Level, _ message: String) {
        if let line = StepText.log(name, level, message, style) {
            if !isLarge || (warnings.count < Self.mostWarnings && warnings.insert(message).inserted) {
                finished.append(line)
            } else {
                hiddenWarnings += 1
            }
        }
        let note = message.split(whereSeparator: \.isNewline).last.map { DisplayText.line(String($0)) }
        if level != .debug { change(name) { $0.note = note } }
    }

    private mutating func end(_ name: Event.StepName, _ result: StepResult) {
        running.removeAll { $0.name == name }
        let notices = notices.end(name)
        if !isLarge {
            if let line = StepText.line(name, result, notices, width: nameWidth, style) { finished.append(line) }
        } else if case .failed(let problems) = result.outcome {
            failures.append(Failure(name: name, message: DisplayText.line(problems.first?.message ?? "failed")))
        }
    }

    private mutating func change(_ name: Event.StepName, _ body: (inout Running) -> Void) {
        guard let index = running.firstIndex(where: { $0.name == name }) else { return }
        body(&running[index])
    }
}
