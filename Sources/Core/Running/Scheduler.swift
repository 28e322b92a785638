/// Decides which step runs next: a ready queue over true dependencies, no waves.
///
/// A value without I/O: ``next()`` hands out a step that may run, ``finish(_:_:)`` takes its result. Ready steps are
/// handed out in the order of the plan, so that two equal runs with one worker are the same.
struct Scheduler {
    /// A step of the plan by its place.
    struct Index: Sendable, Hashable, Comparable {
        var stack: Int
        var step: Int

        static func < (lhs: Index, rhs: Index) -> Bool { (lhs.stack, lhs.step) < (rhs.stack, rhs.step) }
    }

    /// What counts of a step here.
    struct Node {
        var name: Event.StepName
        var planned: Plan.Step
        var work: PluginDescriptor.Work
        /// The steps of the same stack that must be done first.
        var needs: [Int]
        /// Those of them that may fail.
        var takesFailed: Set<Int>
        var result: StepResult?
        /// True once it is queued.
        var isReady = false
    }

    enum Stop {
        case cancelled
        /// The step that failed first, when one failure stops all.
        case failed(String)
    }

    private let limits: Limits
    private let failsFast: Bool
    private(set) var stacks: [[Node]]
    /// By class of work, in the order of the plan.
    private var ready: [PluginDescriptor.Work: Heap<Index>] = [:]
    private var running: [PluginDescriptor.Work: Int] = [:]
    private(set) var stopped: Stop?

    init(_ plan: Plan, limits: Limits, failsFast: Bool) {
        self.limits = limits
        self.failsFast = failsFast
        stacks = plan.stacks.map { Self.nodes(of: $0) }
        for stack in stacks.indices {
            for step in stacks[stack].indices where stacks[stack][step].needs.isEmpty {
                enqueue(Index(stack: stack, step: step))
            }
        }
    }

    /// Takes the next step that may run now, if there is one.
    mutating func next() -> Index? {
        if case .cancelled = stopped { return nil }
        guard running.values.reduce(0, +) < limits.total else { return nil }
        let first = PluginDescriptor.Work.allCases.compactMap { work -> (index: Index, work: PluginDescriptor.Work)? in
            guard running[work, default: 0] < limits.limit(of: work) else { return nil }
            return ready[work]?.first.map { ($0, work) }
        }.min { $0.index < $1.index }
        guard let (index, work) = first else { return nil }
        _ = ready[work]?.removeFirst()
        running[work, default: 0] += 1
        return index
    }

    /// Takes a step's result.
    ///
    /// - Returns: the steps that will not run: blocked, or without a reason to.
    mutating func finish(_ index: Index, _ result: StepResult) -> [StepResult] {
        stacks[index.stack][index.step].result = result
        running[stacks[index.stack][index.step].work, default: 0] -= 1
        if failsFast || result.endsRun, stopped == nil, !result.isGood {
            stopped = .failed("\(result.name)")
            ready = [:]
        }
        return settle(after: index)
    }

    /// Hands out nothing from now on.
    mutating func stop() { stopped = .cancelled }

    /// The results of a stack's steps so far, by kind.
    func artifacts(of stack: Int) -> [ArtifactKind: JSON] {
        var artifacts: [ArtifactKind: JSON] = [:]
        for node in stacks[stack] { artifacts[node.name.kind] = node.result?.artifact }
        return artifacts
    }

    /// Why steps of a stack made nothing, by kind: those that failed, and those that they kept from running.
    func failures(of stack: Int) -> [ArtifactKind: StepFailure] {
        var failures: [ArtifactKind: StepFailure] = [:]
        for (step, node) in stacks[stack].enumerated() {
            guard let root = failure(behind: step, of: stack), let result = stacks[stack][root].result else { continue }
            failures[node.name.kind] = StepFailure(result, isOfArtifact: root == step)
        }
        return failures
    }

    func name(_ index: Index) -> Event.StepName { stacks[index.stack][index.step].name }

    private static func nodes(of plan: Plan.StackPlan) -> [Node] {
        let places = Dictionary(plan.steps.enumerated().map { ($1.kind, $0) }) { first, _ in first }
        return plan.steps.map { step in
            let descriptor = step.provider.descriptor
            return Node(
                name: Event.StepName(stack: plan.stack.name, plugin: descriptor.name, kind: descriptor.provides),
                planned: step, work: descriptor.work, needs: (descriptor.needs + step.awaits).compactMap { places[$0] },
                takesFailed: Set(descriptor.takesFailed.compactMap { places[$0] })
            )
        }
    }

    /// What a result means for the steps behind it: each is queued, will never run, or goes on waiting.
    private mutating func settle(after index: Index) -> [StepResult] {
        var settled: Set<Int> = [index.step]
        var unrun: [StepResult] = []
        for step in stacks[index.stack].indices {
            let node = stacks[index.stack][step]
            guard node.result == nil, !node.isReady, !settled.isDisjoint(with: node.needs) else { continue }
            switch fate(of: step, in: index.stack) {
            case .waits: break
            case .runs: enqueue(Index(stack: index.stack, step: step))
            case .never(let outcome):
                settled.insert(step)
                stacks[index.stack][step].result = StepResult(name: node.name, outcome: outcome)
                unrun.append(StepResult(name: node.name, outcome: outcome))
            }
        }
        return unrun
    }

    private enum Fate {
        case waits, runs
        case never(StepResult.Outcome)
    }

    private func fate(of step: Int, in stack: Int) -> Fate {
        let (nodes, node) = (stacks[stack], stacks[stack][step])
        var isTold = false
        for need in node.needs {
            guard let result = nodes[need].result, !result.isGood else { continue }
            guard node.takesFailed.contains(need), failure(behind: need, of: stack) != nil else {
                return .never(.blocked(by: result.cause))
            }
            isTold = true
        }
        guard node.needs.allSatisfy({ nodes[$0].result != nil }) else { return .waits }
        let isMissing = node.needs.contains { nodes[$0].result?.artifact == nil && nodes[$0].result?.isGood == true }
        if isMissing { return .never(.idle) }
        // Who stops at the first failure still wants to be told of it.
        return stopped == nil || isTold ? .runs : .waits
    }

    /// The step that failed, when that is why this one made nothing.
    private func failure(behind step: Int, of stack: Int) -> Int? {
        switch stacks[stack][step].result?.outcome {
        case .failed: step
        case .blocked(let name):
            stacks[stack].firstIndex { node in
                guard node.name.plugin == name, case .failed = node.result?.outcome else { return false }
                return true
            }
        default: nil
        }
    }

    private mutating func enqueue(_ index: Index) {
        stacks[index.stack][index.step].isReady = true
        ready[stacks[index.stack][index.step].work, default: Heap()].insert(index)
    }
}

extension StepResult {
    /// The plugin whose step did not end well, when this one did not: its own, or an earlier one's.
    fileprivate var cause: String { if case .blocked(let cause) = outcome { cause } else { name.plugin } }
}
