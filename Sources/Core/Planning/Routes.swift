/// The steps of many stacks, worked out once for those that are alike: of a thousand stacks nearly all are.
struct Routes {
    /// All of a stack that decides which plugins take part.
    private struct Shape: Hashable {
        var target: String
        var sections: Set<String>
        var written: Set<String>
    }

    private let pipeline: Pipeline
    private let goal: Goal
    private var known: [Shape: [any StepProvider]] = [:]

    init(_ pipeline: Pipeline, goal: Goal) {
        self.pipeline = pipeline
        self.goal = goal
    }

    /// As ``Pipeline/steps(for:goal:)``.
    mutating func steps(for stack: Stack) throws -> [any StepProvider] {
        let shape = Shape(target: stack.facts.target, sections: Set(stack.sections.keys), written: stack.written)
        if let steps = known[shape] { return steps }
        let steps = try pipeline.steps(for: stack, goal: goal)
        known[shape] = steps
        return steps
    }
}
