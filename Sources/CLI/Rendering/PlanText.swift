import RecuaCore

/// A plan as a person reads it.
struct PlanText {
    private let plan: Plan
    private let style: TextStyle
    /// Of the column of plugin names.
    private let width: Int

    init(_ plan: Plan, _ style: TextStyle) {
        self.plan = plan
        self.style = style
        width = StepColumn.width(of: plan.stacks.flatMap { $0.steps.map(\.name) })
    }

    /// A tree of stacks and steps, and a line that counts them.
    var text: String {
        guard !plan.stacks.isEmpty else { return "the manifest declares no stacks" }
        let stale = plan.stacks.filter { !$0.isFresh }
        let fresh = plan.stacks.count - stale.count
        var last: [String] = []
        if !stale.isEmpty { last.append("\(Quantity.count(stale.count, "stack")) to bring up: `recua up` does it") }
        if fresh > 0 { last.append(style(.green, "\(Quantity.count(fresh, "stack")) up to date")) }
        return (stale.map(tree) + [last.joined(separator: "; ")]).joined(separator: "\n")
    }

    /// A block for each stack, what is up to date in one line.
    var reasons: String {
        guard !plan.stacks.isEmpty else { return "the manifest declares no stacks" }
        return plan.stacks.map { stack in
            stack.isFresh ? "\(style(.bold, stack.stack.name))  \(style(.green, "up to date"))" : tree(stack)
        }.joined(separator: "\n")
    }

    private func tree(_ plan: Plan.StackPlan) -> String {
        let head = "\(style(.bold, plan.stack.name))  \(style(.dim, "→ \(plan.stack.facts.target)"))"
        return ([head] + plan.steps.flatMap(lines)).joined(separator: "\n")
    }

    private func lines(_ step: Plan.Step) -> [String] {
        let name = DisplayText.pad(step.name, to: width)
        switch step.state {
        case .fresh: return ["  \(style(.green, "✓")) \(name)  \(style(.dim, "up to date"))"]
        case .waiting(let before): return ["  \(style(.dim, "·")) \(name)  \(style(.dim, "after \(before)"))"]
        case .stale(let reasons):
            let first = reasons.first.map { "\($0)" } ?? ""
            let rest = reasons.dropFirst().map { "    \(DisplayText.pad("", to: width))  \($0)" }
            return ["  \(style(.yellow, "●")) \(name)  \(first)"] + rest
        }
    }
}
