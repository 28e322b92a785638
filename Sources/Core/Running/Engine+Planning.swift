extension Engine {
    /// A plan that knows of steps that failed, and does not take them for such as never ran.
    ///
    /// - Parameter ledger: the open one; nil to read it for this alone.
    func planned(
        _ stacks: [Stack], by planner: Planner, goal: Goal, asked: Set<ArtifactKind> = [], in ledger: Ledger? = nil
    ) throws -> Plan {
        func plan(_ ledger: Ledger?) throws -> Plan {
            let plan = try planner.plan(
                stacks, project: project.name, goal: goal, asked: asked,
                ledger: ledger?.snapshot() ?? LedgerSnapshot())
            return try ledger.map { ledger in try plan.recalling { try ledger.failures() } } ?? plan
        }
        if let ledger { return try plan(ledger) }
        return try reading { try plan($0) } ?? plan(nil)
    }
}
