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

    init(style: TextStyle, now: String, folder: String, isAlive: @escaping (RunRecord) -> Bool) {
        self.style = style
        self.now = now
        self.folder = folder
        self.isAlive = isAlive
    }

    /// Two or more lines for each run: its head, and below it what it changed.
    func list(_ runs: [RunSummary]) -> String {
        runs.map { run in
            ([head(run)] + changes(of: run).map { "     \($0)" }).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// One run in full.
    func whole(_ run: RunSummary) -> String {
        let by = [author(run.run), run.run.author.version.map { "recua \($0)" }].compactMap { $0 }
        let lines = [head(run)] + (by.isEmpty ? [] : ["     by \(by.joined(separator: ", "))"])
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
        return table.text(style)
    }

    // MARK: A run

    /// `12  2026-11-27 04:10:21 (3 min ago)  anna@box  recua up  12.3 s  2 stacks, 8 steps`.
    private func head(_ run: RunSummary) -> String {
        let moment = Moment(run.run.started)
        let time = moment.map { "\($0.local) \(style(.dim, "(\($0.ago(now)))"))" } ?? run.run.started
        let parts: [String?] = [
            style(.bold, DisplayText.pad("\(run.run.id)", to: 3)), time, author(run.run),
            DisplayText.line(run.run.command),
            run.run.duration.map(Quantity.duration), verdict(run),
        ]
        return parts.compactMap { $0 }.joined(separator: "  ")
    }

    private func author(_ run: RunRecord) -> String? {
        guard let user = run.author.user else { return run.author.host }
        return run.author.host.map { "\(user)@\($0)" } ?? user
    }

    private func verdict(_ run: RunSummary) -> String {
        switch run.run.outcome {
        case .succeeded: style(.green, amount(run))
        case .failed where run.run.ended == nil: style(.red, "cut off; \(amount(run))")
        case .failed: style(.red, "failed: \(run.failedCount) of \(Quantity.count(run.stepCount, "step"))")
        case .cancelled: style(.yellow, "cancelled; \(amount(run))")
        case .open: isAlive(run.run) ? style(.cyan, "running; \(amount(run))") : style(.red, "cut off; \(amount(run))")
        }
    }

    private func amount(_ run: RunSummary) -> String {
        let ran = "\(Quantity.count(run.stacks.count, "stack")), \(Quantity.count(run.stepCount, "step"))"
        if run.removed.isEmpty { return run.stepCount == 0 ? "nothing ran" : ran }
        let removed = "\(run.removed.count) removed"
        return run.stepCount == 0 ? removed : "\(ran), \(removed)"
    }

    /// `chat: publish, local (section server.context: 2048 → 4096)`, a line for each of the first stacks.
    private func changes(of run: RunSummary) -> [String] {
        let steps = Dictionary(grouping: run.steps, by: \.stack)
        var lines = run.stacks.prefix(Self.stacks).map { change($0, steps[$0] ?? [], in: run.run) }
        let rest = run.stacks.count - Self.stacks
        if rest > 0 { lines.append(style(.dim, "… and \(Quantity.count(rest, "more stack"))")) }
        if !run.removed.isEmpty {
            let names = run.removed.prefix(5).map { "\($0.stack)/\($0.plugin)" } + (run.removed.count > 5 ? ["…"] : [])
            lines.append("removed: \(names.joined(separator: ", "))")
        }
        return lines
    }

    private func change(_ stack: String, _ steps: [PastStep], in run: RunRecord) -> String {
        let isUnderWay = run.outcome == .open && isAlive(run)
        let names = steps.map { step in
            switch step.ending {
            case .done, .destroyed: step.plugin
            case .failed: style(.red, "\(step.plugin) failed")
            case .cancelled: style(.yellow, "\(step.plugin) cancelled")
            case .begun: isUnderWay ? step.plugin : style(.yellow, "\(step.plugin) cut off")
            }
        }
        let why = steps.first?.reasons.first.map { style(.dim, " (\(DisplayText.line($0)))") } ?? ""
        return "\(stack): \(names.joined(separator: ", "))\(why)"
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
        let rows = table.text(style).split(separator: "\n", omittingEmptySubsequences: false)
        return zip(rows, steps).flatMap { row, step in
            [String(row)] + (step.log.map { ["       \(style(.dim, "log: \(folder)/\($0)"))"] } ?? [])
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

    /// The digest of what it made, or why it made nothing.
    private func product(of step: PastStep) -> String {
        if let error = step.error { return DisplayText.line(error) }
        return step.artifact.map { "\(step.kind) \(ArtifactFacts.digest(of: $0).short)" } ?? ""
    }

    private func words(of step: PastStep) -> String {
        let gone = step.destroyed.flatMap { Moment($0) }.map { ["removed \($0.local)"] } ?? []
        return DisplayText.line((step.reasons + gone).joined(separator: "; "))
    }
}
