import RecuaCore

/// A plan as a person reads it.
enum PlanText {
    /// A tree of stacks and steps, and a line that counts them.
    static func text(_ plan: Plan, _ style: TextStyle) -> String {
        guard !plan.stacks.isEmpty else { return "the manifest declares no stacks" }
        let stale = plan.stacks.filter { !$0.isFresh }
        let trees = stale.map { tree($0, style) }
        let fresh = plan.stacks.count - stale.count
        var last: [String] = []
        if !stale.isEmpty { last.append("\(Quantity.count(stale.count, "stack")) to bring up; `recua up` does it") }
        if fresh > 0 { last.append(style(.green, "\(Quantity.count(fresh, "stack")) up to date")) }
        return (trees + [last.joined(separator: ", ")]).joined(separator: "\n")
    }

    /// Only what changed, a block for each stack.
    static func reasons(_ plan: Plan, _ style: TextStyle) -> String {
        plan.stacks.map { stack in
            stack.isFresh ? "\(style(.bold, stack.stack.name))  \(style(.green, "up to date"))" : tree(stack, style)
        }.joined(separator: "\n")
    }

    private static func tree(_ plan: Plan.StackPlan, _ style: TextStyle) -> String {
        let head = "\(style(.bold, plan.stack.name))  \(style(.dim, "→ \(plan.stack.facts.target)"))"
        return ([head] + plan.steps.flatMap { lines($0, style) }).joined(separator: "\n")
    }

    private static func lines(_ step: Plan.Step, _ style: TextStyle) -> [String] {
        let name = StepText.pad(step.name, 10)
        switch step.state {
        case .fresh: return ["  \(style(.green, "✓")) \(name)  \(style(.dim, "up to date"))"]
        case .waiting(let before): return ["  \(style(.dim, "·")) \(name)  \(style(.dim, "after \(before)"))"]
        case .stale(let reasons):
            let first = reasons.first.map { "\($0)" } ?? ""
            let rest = reasons.dropFirst().map { "    \(StepText.pad("", 10))  \($0)" }
            return ["  \(style(.yellow, "●")) \(name)  \(first)"] + rest
        }
    }
}
