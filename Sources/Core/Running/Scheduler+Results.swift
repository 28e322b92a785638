extension Scheduler {
    /// Every step's result. Of those never handed out, what was up to date is so still; the others are cancelled, or
    /// blocked by the failure that stopped all.
    var all: [StepResult] { stacks.flatMap { results(of: $0) } }

    /// One stack's, each after those it needs.
    private func results(of nodes: [Node]) -> [StepResult] {
        var results: [StepResult] = []
        for node in nodes {
            let isAsPlanned = node.needs.allSatisfy { $0 < results.count && results[$0].isUnchanged }
            let standing = isAsPlanned ? node.planned.standing : nil
            results.append(node.result ?? StepResult(name: node.name, outcome: standing ?? unstarted))
        }
        return results
    }

    private var unstarted: StepResult.Outcome {
        if case .failed(let cause) = stopped { .blocked(by: cause) } else { .cancelled }
    }
}

extension StepResult {
    /// True when what stands behind the step has nothing new of it.
    fileprivate var isUnchanged: Bool {
        switch outcome {
        case .fresh, .idle: true
        default: false
        }
    }
}

extension Plan.Step {
    /// What is true of the step though nobody comes to it, as long as nothing before it changes; nil where something is
    /// to be done.
    fileprivate var standing: StepResult.Outcome? {
        switch state {
        case .fresh: record?.artifact.map { .fresh($0) }
        case .standby: hasTold ? nil : .idle
        case .stale, .waiting: nil
        }
    }
}
