import RecuaCore

extension LiveScreen {
    /// What stands at the bottom of the terminal: what failed, what runs, and how far it all is.
    func lines(columns: Int, rows: Int, at now: ContinuousClock.Instant) -> [LiveLine] {
        let summary = running.isEmpty && !isLarge ? [] : summary(columns, at: now)
        // Some of what has scrolled up stays in sight.
        let room = max(1, rows - (isLarge ? 3 : 6)) - (isLarge ? summary.count : 0)
        let failed = isLarge ? pinned(columns, most: max(1, room / 3)) : []
        let busy = busy(columns, most: max(1, room - failed.count), at: now)
        let lines = failed + busy + summary
        let height = max(1, rows - 1)
        // On a terminal of very few lines the counts say more than what happens to run.
        return Array(isLarge && lines.count > height ? lines.suffix(height) : lines.prefix(height))
    }

    /// The first failures, with a count of the others.
    private func pinned(_ columns: Int, most: Int) -> [LiveLine] {
        let shown = failures.count <= most ? failures[...] : failures.prefix(max(0, most - 1))
        var lines = shown.map { failure in
            var line = LiveLine("✗ ", .red)
            line.add("\(name(failure.name, columns))  \(failure.message)")
            return line
        }
        let rest = failures.count - shown.count
        if rest > 0 {
            var line = LiveLine("✗ ", .red)
            line.add(shown.isEmpty ? "\(rest) failed" : "… and \(rest) more failed")
            lines.append(line)
        }
        return lines
    }

    /// The steps that run, the longest first, with a count of those that do not fit.
    private func busy(_ columns: Int, most: Int, at now: ContinuousClock.Instant) -> [LiveLine] {
        let isCut = isLarge && running.count > most
        let shown = running.prefix(isCut ? max(1, most - 1) : most)
        var lines = shown.map { LiveLine(line($0, columns, at: now)) }
        let rest = running.count - shown.count
        if rest > 0 { lines.append(LiveLine("  … and \(rest) more\(isLarge ? " running" : "")")) }
        return lines
    }

    private func summary(_ columns: Int, at now: ContinuousClock.Instant) -> [LiveLine] {
        guard let steps = tally.stepsText else { return [] }
        let percent = isLarge ? "\(tally.ended * 100 / max(1, tally.steps)) %" : nil
        let warnings = hiddenWarnings > 0 ? Quantity.count(hiddenWarnings, "more warning") : nil
        let parts = [percent, isLarge ? rate.text(at: now) : nil, timeLeft.text(at: now), warnings].compactMap { $0 }
        let progress = LiveLine(fitted(["  \(steps)"] + parts, columns))
        return isLarge ? [LiveLine("  \(tally.stacksText)"), progress] : [progress]
    }

    /// As many of the parts as fit, the first always.
    private func fitted(_ parts: [String], _ columns: Int) -> String {
        var text = parts[0]
        for part in parts.dropFirst() where DisplayText.width(text) + 2 + DisplayText.width(part) < columns {
            text += "  \(part)"
        }
        return text
    }

    private func line(_ step: Running, _ columns: Int, at now: ContinuousClock.Instant) -> String {
        let head = "  \(name(step.name, columns))  "
        let texts = step.progress?.texts(at: now) ?? [waiting(step, at: now)]
        return head + (texts.first { DisplayText.width(head + $0) < columns } ?? texts[texts.count - 1])
    }

    /// `install the engine  12.0 s, the last time 1 min 30 s`.
    private func waiting(_ step: Running, at now: ContinuousClock.Instant) -> String {
        let text = "\(step.note ?? "…")  \(Quantity.duration(now - step.started))"
        guard let expected = step.expected, expected >= .seconds(5) else { return text }
        return "\(text), the last time \(Quantity.duration(expected))"
    }

    /// The step's name in its column, which leaves most of a narrow terminal to what is said of the step.
    private func name(_ name: Event.StepName, _ columns: Int) -> String {
        let most = max(12, columns * 2 / 5)
        return DisplayText.pad(DisplayText.cut("\(name)", to: most), to: min(nameWidth, most))
    }
}
