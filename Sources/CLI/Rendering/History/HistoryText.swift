import RecuaCore

/// What was done, for people.
struct HistoryText {
    /// Stacks of a run that are told one by one in the list of runs.
    static let stacks = 3

    private let style: TextStyle
    /// As ``Timestamp/now()`` writes it.
    private let now: String
    /// `.recua`, as the user would name it.
    private let folder: String
    /// Whether the process of a run that has no end on record still lives.
    private let isAlive: (RunRecord) -> Bool
    /// Columns; nil for no limit.
    private let width: Int?

    init(
        style: TextStyle, now: String, folder: String, width: Int? = nil, isAlive: @escaping (RunRecord) -> Bool
    ) {
        self.width = width
        self.style = style
        self.now = now
        self.folder = folder
        self.isAlive = isAlive
    }

    /// Two or more lines for each run: its head, and below it what it changed.
    func list(_ runs: [RunSummary]) -> String {
        runs.map { run in
            ([head(run, author(run.run))] + changes(of: run)).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// One run in full.
    func whole(_ run: RunSummary) -> String {
        let by = [author(run.run), run.run.author.version.map { "recua \($0)" }].compactMap { $0 }
        let lines = [head(run, nil)] + (by.isEmpty ? [] : ["     by \(by.joined(separator: ", "))"])
        let steps = Dictionary(grouping: run.steps, by: \.stack)
        let stacks = run.stacks.map { "\n\(style(.bold, $0))\n\(table(of: steps[$0] ?? []))" }
        let removed = run.removed.isEmpty ? [] : ["\n\(style(.bold, "removed"))\n\(removed(run.removed))"]
        return (lines + stacks + removed).joined(separator: "\n")
    }

    /// The steps of one stack over time.
    func timeline(_ steps: [PastStep]) -> String {
        var table = Table()
        for step in steps {
            table.add([
                .init("\(step.run)", .bold), .init(Moment(step.started)?.local ?? step.started), .init(step.plugin),
                outcome(step), .init(step.duration.map(Quantity.duration) ?? ""), .init(product(of: step)),
                .init(words(of: step), .dim),
            ])
        }
        return table.text(style, width: width)
    }

    // MARK: A run

    /// `12  2026-11-27 04:10:21 (3 min ago)  anna@box  recua up  12.3 s  2 stacks, 8 steps`.
    private func head(_ run: RunSummary, _ author: String?) -> String {
        let moment = Moment(run.run.started)
        let ago = moment.map { " (\($0.ago(now)))" } ?? ""
        let parts: [Table.Cell?] = [
            .init("\(moment?.local ?? run.run.started)\(ago)"), author.map { .init($0) },
            .init(DisplayText.line(run.run.command)), run.run.duration.map { .init(Quantity.duration($0)) },
            verdict(run),
        ]
        var line = style(.bold, DisplayText.pad("\(run.run.id)", to: 3))
        var used = 3
        for part in parts.compactMap(\.self) {
            let size = DisplayText.width(part.text) + 2
            // On a narrow terminal it goes on below the time.
            let isFull = width.map { used + size > $0 && used > 5 } ?? false
            line += isFull ? "\n     " : "  "
            used = isFull ? size + 3 : used + size
            line += part.color.map { style($0, part.text) } ?? part.text
        }
        return line
    }

    private func author(_ run: RunRecord) -> String? {
        guard let user = run.author.user else { return run.author.host }
        return run.author.host.map { "\(user)@\($0)" } ?? user
    }

    private func verdict(_ run: RunSummary) -> Table.Cell {
        switch run.run.outcome {
        case .succeeded: .init(amount(run), .green)
        case .failed where run.run.ended == nil: .init(rest(of: run), .red)
        case .failed: .init("failed: \(run.failedCount) of \(Quantity.count(run.stepCount, "step"))", .red)
        case .cancelled: .init("cancelled; \(amount(run))", .yellow)
        case .open: isAlive(run.run) ? .init("running; \(amount(run))", .cyan) : .init(rest(of: run), .red)
        }
    }

    /// Of a run that was cut off. What it was at work on then has left no record, unless it is an effect.
    private func rest(of run: RunSummary) -> String {
        let isBare = run.stepCount == 0 && run.removed.isEmpty
        return isBare ? "cut off before any step had ended" : "cut off; \(amount(run))"
    }

    private func amount(_ run: RunSummary) -> String {
        let ran = "\(Quantity.count(run.stacks.count, "stack")), \(Quantity.count(run.stepCount, "step"))"
        if run.removed.isEmpty { return run.stepCount == 0 ? "nothing ran" : ran }
        let removed = "\(run.removed.count) removed"
        return run.stepCount == 0 ? removed : "\(ran), \(removed)"
    }

    /// `chat: publish, local (section server.context: 2048 → 4096)`, a line for each of a few stacks; for those in which
    /// something did not end well first.
    private func changes(of run: RunSummary) -> [String] {
        let steps = Dictionary(grouping: run.steps, by: \.stack)
        let told = run.stacks.filter { steps[$0] != nil }
        var lines = told.map { change($0, steps[$0] ?? [], in: run.run) }
        let rest = run.stacks.count - told.count
        if rest > 0 { lines.append(Paragraph("… and \(Quantity.count(rest, "more stack"))", .dim)) }
        if !run.removed.isEmpty {
            let names = run.removed.prefix(5).map { "\($0.stack)/\($0.plugin)" } + (run.removed.count > 5 ? ["…"] : [])
            lines.append(Paragraph("removed: \(names.joined(separator: ", "))"))
        }
        return lines.map { "     " + $0.lines(indent: 7, width: width, style).joined(separator: "\n") }
    }

    private func change(_ stack: String, _ steps: [PastStep], in run: RunRecord) -> Paragraph {
        let isUnderWay = run.outcome == .open && isAlive(run)
        var paragraph = Paragraph("\(stack):")
        for (index, step) in steps.enumerated() {
            let comma = index + 1 < steps.count ? "," : ""
            switch step.ending {
            case .done, .destroyed: paragraph.add(step.plugin + comma)
            case .failed: paragraph.add("\(step.plugin) failed\(comma)", .red)
            case .cancelled: paragraph.add("\(step.plugin) cancelled\(comma)", .yellow)
            case .begun where isUnderWay || step.reasons.first == StepRecord.restored:
                paragraph.add(step.plugin + comma)
            case .begun: paragraph.add("\(step.plugin) cut off\(comma)", .yellow)
            }
        }
        if let why = steps.first?.reasons.first { paragraph.add("(\(Self.past(why)))", .dim) }
        return paragraph
    }

    /// A reason as it reads afterwards.
    private static func past(_ reason: String) -> String {
        reason == Plan.Reason.neverRun.description ? "for the first time" : DisplayText.line(reason)
    }

    // MARK: Steps

    private func table(of steps: [PastStep]) -> String {
        var table = Table()
        for step in steps {
            table.add([
                "  ", outcome(step), .init(step.plugin), .init(step.duration.map(Quantity.duration) ?? ""),
                .init(product(of: step)), .init(words(of: step), .dim),
            ])
        }
        // Paths are no column: they would push all others to the right.
        return zip(table.lines(style, width: width), steps).flatMap { row, step in
            [row] + (step.log.map { ["       \(style(.dim, "log: \(folder)/\($0)"))"] } ?? [])
        }.joined(separator: "\n")
    }

    private func removed(_ steps: [PastStep]) -> String {
        var table = Table()
        for step in steps { table.add(["  ", .init("\(step.stack)/\(step.plugin)"), .init(product(of: step))]) }
        return table.text(style)
    }

    private func outcome(_ step: PastStep) -> Table.Cell {
        switch step.ending {
        case .done, .destroyed: .init("✓", .green)
        case .failed: .init("✗", .red)
        case .cancelled: .init("–", .yellow)
        case .begun: .init("?", .yellow)
        }
    }

    /// The digest of what it made, or why it made nothing. A hook makes nothing but has something to say.
    private func product(of step: PastStep) -> String {
        if let error = step.error { return DisplayText.line(error) }
        if step.kind.rawValue == step.plugin, let summary = step.artifact?["summary"]?.string {
            return DisplayText.line(summary)
        }
        return step.artifact.map { "\(step.kind) \(ArtifactFacts.digest(of: $0).short)" } ?? ""
    }

    private func words(of step: PastStep) -> String {
        let gone = step.destroyed.flatMap { Moment($0) }.map { ["removed \($0.local)"] } ?? []
        return (step.reasons.map(Self.past) + gone).joined(separator: "; ")
    }
}
