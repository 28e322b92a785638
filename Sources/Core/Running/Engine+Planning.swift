extension Engine {
    /// A plan that knows of steps that failed, and does not take them for such as never ran.
    ///
    /// - Parameters:
    ///   - ledger: the open one; nil to read it for this alone.
    ///   - snapshot: what it knows, where that was read already.
    ///   - each: told of each stack at once.
    func planned(
        _ stacks: [Stack], by planner: Planner, goal: Goal, asked: Set<ArtifactKind> = [], in ledger: Ledger? = nil,
        knowing snapshot: LedgerSnapshot? = nil, each: (Plan.StackPlan) -> Void = { _ in }
    ) throws -> Plan {
        func plan(_ ledger: Ledger?) throws -> Plan {
            let plan = try planner.plan(
                stacks, project: project.name, goal: goal, asked: asked,
                ledger: snapshot ?? ledger?.snapshot() ?? LedgerSnapshot(), each: each)
            return try plan.recalling { try ledger?.failures() ?? [:] }
        }
        if let ledger { return try plan(ledger) }
        return try reading { try plan($0) } ?? plan(nil)
    }
}
