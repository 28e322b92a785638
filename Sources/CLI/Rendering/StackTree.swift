import RecuaCore

/// A stack with its steps: what each will do, and why.
struct StackTree {
    private let stack: Plan.StackPlan
    private let page: Page
    /// Of the names of plugins.
    private let column: Int

    init(_ stack: Plan.StackPlan, _ page: Page, column: Int) {
        self.stack = stack
        self.page = page
        self.column = column
    }

    var text: String {
        if stack.isFresh { return "\(head)  \(page.style(.green, "up to date"))" }
        return ([head] + stack.steps.map(text)).joined(separator: "\n")
    }

    private var head: String {
        let name = page.style(.bold, stack.stack.name)
        return "\(name) \(page.style(.dim, "→ \(stack.stack.facts.target)\(isNew ? ", new" : "")"))"
    }

    /// True when there is nothing yet of the whole stack, so that no step needs to say so.
    private var isNew: Bool { stack.steps.allSatisfy(\.isNew) }

    private func text(_ step: Plan.Step) -> String {
        let paragraphs = paragraphs(step)
        let name = DisplayText.pad(step.name, to: column)
        let indent = column + 6
        let first = page.block("  \(sign(step)) \(name)  ", columns: indent, paragraphs.first ?? Paragraph())
        let margin = String(repeating: " ", count: indent)
        return ([first] + paragraphs.dropFirst().map { page.block(margin, columns: indent, $0) })
            .joined(separator: "\n")
    }

    private func sign(_ step: Plan.Step) -> String {
        switch step.state {
        case .fresh: page.style(.green, "✓")
        case .stale: page.style(.yellow, "●")
        case .waiting: page.style(step.isCertain ? .yellow : .dim, "·")
        case .standby: page.style(.dim, "·")
        }
    }

    private func paragraphs(_ step: Plan.Step) -> [Paragraph] {
        let reasons = isNew ? [] : step.reasons.map { Self.reason($0, of: step) }
        switch step.state {
        case .fresh: return [Paragraph("up to date", .dim)]
        case .stale: return forecasts(step) + reasons
        case .waiting(let earlier):
            return forecasts(step, when: step.isCertain ? nil : condition(step, earlier)) + reasons
        case .standby(let kind):
            return forecasts(step, when: "only if the \(kind) fails\(step.hasTold ? " in another way" : ""):")
        }
    }

    private func condition(_ step: Plan.Step, _ earlier: String) -> String {
        let takesFailed = !step.provider.descriptor.takesFailed.isEmpty
        return "if \(earlier) makes something else\(takesFailed ? ", or fails" : ""):"
    }

    private func forecasts(_ step: Plan.Step, when condition: String? = nil) -> [Paragraph] {
        // A plugin that does not say what it will do makes what it makes.
        let forecasts = step.forecasts.isEmpty ? [Forecast(.run, "make the \(step.kind)")] : step.forecasts
        return forecasts.map { forecast in
            var paragraph = Paragraph()
            if let condition { paragraph.add(condition, .dim) }
            // The first word is what is done.
            let words = forecast.text.split(separator: " ", maxSplits: 1)
            paragraph.add(String(words.first ?? ""), Self.color(forecast.verb))
            paragraph.add(words.count > 1 ? String(words[1]) : "")
            if let bytes = forecast.bytes { paragraph.add("(\(Quantity.bytes(bytes)))", .dim) }
            return paragraph
        }
    }

    private static func reason(_ reason: Plan.Reason, of step: Plan.Step) -> Paragraph {
        var paragraph = Paragraph("because", .dim)
        paragraph.add(ReasonText.text(reason, of: step))
        return paragraph
    }

    private static func color(_ verb: Forecast.Verb) -> TextStyle.Color? {
        switch verb {
        case .download, .send: .cyan
        case .create: .green
        case .update: .yellow
        case .replace, .delete: .red
        case .run: nil
        }
    }
}
