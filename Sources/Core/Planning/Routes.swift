/// The routes of many stacks, worked out once for those that are alike: of a thousand stacks nearly all are.
struct Routes {
    /// All of a stack that decides which plugins take part.
    private struct Shape: Hashable {
        var target: String
        var sections: Set<String>
        var written: Set<String>
    }

    private let pipeline: Pipeline
    private let goal: Goal
    private var known: [Shape: Route] = [:]

    init(_ pipeline: Pipeline, goal: Goal) {
        self.pipeline = pipeline
        self.goal = goal
    }

    /// As ``Pipeline/route(for:goal:)``.
    mutating func route(for stack: Stack) throws -> Route {
        // What families have in a stack is the stack's own.
        try pipeline.woven(plain(for: stack), of: stack, isWhole: goal == .everything)
    }

    private mutating func plain(for stack: Stack) throws -> Route {
        let shape = Shape(target: stack.facts.target, sections: Set(stack.sections.keys), written: stack.written)
        if let route = known[shape] { return route }
        let route = try pipeline.plainRoute(for: stack, goal: goal)
        known[shape] = route
        return route
    }
}
