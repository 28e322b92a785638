import RecuaCore

/// How wide the column of step names is, so that what follows stands in one line.
enum StepColumn {
    /// A name beyond this pushes its own line to the right instead of all others.
    private static let most = 40

    /// For the steps that reaching the goal can take.
    static func width(of stacks: [Stack], goal: Goal, _ pipeline: Pipeline) -> Int {
        width(
            of: stacks.flatMap { stack in
                ((try? pipeline.steps(for: stack, goal: goal)) ?? []).map { "\(stack.name)/\($0.descriptor.name)" }
            }
        )
    }

    /// For the steps that are on record.
    static func width(of stacks: [String], _ snapshot: LedgerSnapshot) -> Int {
        let chosen = Set(stacks)
        let known = Array(snapshot.current.keys) + Array(snapshot.attempts.keys)
        return width(of: known.filter { chosen.contains($0.stack) }.map { "\($0.stack)/\($0.plugin)" })
    }

    static func width(of names: [String]) -> Int { min(most, names.map(DisplayText.width).max() ?? 0) }
}
