import RecuaCore

/// Why stacks must run, as a person reads it: which input changed, from what to what, and where that came from.
struct WhyText {
    private let plan: Plan
    private let causes: [LedgerSnapshot.Key: [Cause]]
    /// True when the user has named the stacks: then those that are up to date are named too.
    private let isChosen: Bool
    private let page: Page
    private let column: Int

    init(
        _ plan: Plan, causes: [LedgerSnapshot.Key: [Cause]] = [:], isChosen: Bool = false, _ style: TextStyle,
        width: Int? = nil
    ) {
        self.plan = plan
        self.causes = causes
        self.isChosen = isChosen
        page = Page(style: style, width: width)
        column = StepColumn.width(of: plan.stacks.flatMap { $0.steps.map(\.name) })
    }

    var text: String {
        guard !plan.stacks.isEmpty else { return "the manifest declares no stacks" }
        let stale = plan.stacks.filter { !$0.isFresh }
        let fresh = plan.stacks.filter(\.isFresh)
        guard !isChosen else { return (stale.map(block) + fresh.map(freshLine)).joined(separator: "\n") }
        let changing = StackGroups.page(of: stale, page, hint: "name a stack to see it:", block)
        let last = fresh.isEmpty ? [] : [page.style(.green, "\(Quantity.count(fresh.count, "stack")) up to date")]
        return (changing + last).joined(separator: "\n")
    }

    private func freshLine(_ stack: Plan.StackPlan) -> String {
        "\(page.style(.bold, stack.stack.name))  \(page.style(.green, "up to date"))"
    }

    private func block(_ stack: Plan.StackPlan) -> String {
        let head = "\(page.style(.bold, stack.stack.name)) \(page.style(.dim, "→ \(stack.stack.facts.target)"))"
        return ([head] + stack.steps.map { lines($0, of: stack.stack.name) }).joined(separator: "\n")
    }

    private func lines(_ step: Plan.Step, of stack: String) -> String {
        let name = DisplayText.pad(step.name, to: column)
        let known = causes[LedgerSnapshot.Key(stack: stack, plugin: step.name)] ?? []
        let reasons = step.reasons.flatMap { told($0, known) }
        let indent = column + 6
        switch step.state {
        case .fresh: return "  \(page.style(.green, "✓")) \(name)  \(page.style(.dim, "up to date"))"
        case .standby(let kind):
            let another = step.hasTold ? " in another way" : ""
            return "  \(page.style(.dim, "·")) \(name)  \(page.style(.dim, "only if the \(kind) fails\(another)"))"
        case .stale: return laid(out: reasons, after: "  \(page.style(.yellow, "●")) \(name)  ", indent)
        case .waiting(let earlier):
            let waits =
                step.isCertain
                ? "after \(earlier)"
                : "after \(earlier), and only if that makes something else\(step.provider.descriptor.takesFailed.isEmpty ? "" : ", or fails")"
            return laid(
                out: [(0, Paragraph(waits, .dim))] + reasons, after: "  \(page.style(.dim, "·")) \(name)  ", indent)
        }
    }

    private func laid(out paragraphs: [(depth: Int, Paragraph)], after head: String, _ indent: Int) -> String {
        paragraphs.enumerated().map { index, item in
            let columns = indent + 2 * item.depth
            return page.block(
                index == 0 ? head : String(repeating: " ", count: columns), columns: columns, item.1)
        }.joined(separator: "\n")
    }

    /// A reason, and below it what led to it.
    private func told(_ reason: Plan.Reason, _ causes: [Cause]) -> [(depth: Int, Paragraph)] {
        guard case .changed(let change) = reason, let cause = causes.first(where: { $0.change == change }) else {
            return [(0, Paragraph(ReasonText.text(reason)))]
        }
        return told(cause, depth: 0)
    }

    private func told(_ cause: Cause, depth: Int) -> [(depth: Int, Paragraph)] {
        let own = (depth, Paragraph(ChangeText.text(cause.change)))
        guard let making = cause.making else { return [own] }
        var story = Paragraph("\(making.plugin) made it another", .dim)
        if let time = making.time { story.add("at \(time)", .dim) }
        story.add(making.causes.isEmpty ? "of the same inputs" : "because", .dim)
        return [own, (depth + 1, story)] + making.causes.flatMap { told($0, depth: depth + 2) }
    }
}
