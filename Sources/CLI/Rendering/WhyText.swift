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
        guard !isChosen else { return (stale.map(block) + lines(ofFresh: fresh)).joined(separator: "\n") }
        let changing = StackGroups.page(of: stale, page, hint: "name a stack to see it:", block)
        return (changing + lines(ofFresh: fresh, beside: stale.count)).joined(separator: "\n")
    }

    /// More stacks with nothing to say of them than this are counted.
    private static let most = 10

    /// Nobody asks why of what is up to date, but whoever asked of all wants to know how those are.
    private func lines(ofFresh stacks: [Plan.StackPlan], beside others: Int) -> [String] {
        if stacks.isEmpty { return [] }
        if others == 0, stacks.count <= Self.most { return lines(ofFresh: stacks) }
        let count = Quantity.count(stacks.count, others == 0 ? "stack" : "other stack")
        let text =
            "\(count) \(stacks.count == 1 ? "is" : "are") up to date: nothing has changed for \(stacks.count == 1 ? "it" : "them")"
        return [page.style(.green, text)]
    }

    private func lines(ofFresh stacks: [Plan.StackPlan]) -> [String] {
        let width = StepColumn.width(of: stacks.map(\.stack.name))
        return stacks.map { stack in
            let name = page.style(.bold, DisplayText.pad(stack.stack.name, to: width))
            return "\(name)  \(page.style(.green, "up to date"))\(page.style(.dim, since(stack)))"
        }
    }

    /// When the stack came to be as it is.
    private func since(_ stack: Plan.StackPlan) -> String {
        let newest = stack.steps.compactMap(\.record).max { $0.id < $1.id }
        return newest.map { ": nothing has changed since run \($0.run), \($0.ended ?? $0.started)" } ?? ""
    }

    private func block(_ stack: Plan.StackPlan) -> String {
        let head = "\(page.style(.bold, stack.stack.name)) \(page.style(.dim, "→ \(stack.stack.facts.target)"))"
        return ([head] + stack.steps.map { lines($0, of: stack.stack.name) }).joined(separator: "\n")
    }

    private func lines(_ step: Plan.Step, of stack: String) -> String {
        let name = DisplayText.pad(step.name, to: column)
        let known = causes[LedgerSnapshot.Key(stack: stack, plugin: step.name)] ?? []
        let reasons = step.reasons.flatMap { told($0, of: step, known) }
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
    private func told(_ reason: Plan.Reason, of step: Plan.Step, _ causes: [Cause]) -> [(depth: Int, Paragraph)] {
        guard case .changed(let change) = reason, let cause = causes.first(where: { $0.change == change }) else {
            return [(0, Paragraph(ReasonText.text(reason, of: step)))]
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
