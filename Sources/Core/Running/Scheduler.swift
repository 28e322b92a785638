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
    private struct Node {
        var name: Event.StepName
        var work: PluginDescriptor.Work
        /// The steps of the same stack that must be done first.
        var needs: [Int]
        var result: StepResult?
        var isHandedOut = false
    }

    private enum Stop {
        case cancelled
        /// The step that failed first, when one failure stops all.
        case failed(String)
    }

    private let limits: Limits
    private let failsFast: Bool
    private var stacks: [[Node]]
    /// By class of work, in the order of the plan.
    private var ready: [PluginDescriptor.Work: Heap<Index>] = [:]
    private var running: [PluginDescriptor.Work: Int] = [:]
    private var stopped: Stop?

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
        guard stopped == nil, running.values.reduce(0, +) < limits.total else { return nil }
        let first = PluginDescriptor.Work.allCases.compactMap { work -> (index: Index, work: PluginDescriptor.Work)? in
            guard running[work, default: 0] < limits.limit(of: work) else { return nil }
            return ready[work]?.first.map { ($0, work) }
        }.min { $0.index < $1.index }
        guard let (index, work) = first else { return nil }
        _ = ready[work]?.removeFirst()
        running[work, default: 0] += 1
        stacks[index.stack][index.step].isHandedOut = true
        return index
    }

    /// Takes a step's result.
    ///
    /// - Returns: the steps that can no longer run, as blocked.
    mutating func finish(_ index: Index, _ result: StepResult) -> [StepResult] {
        stacks[index.stack][index.step].result = result
        running[stacks[index.stack][index.step].work, default: 0] -= 1
        guard result.artifact == nil else {
            release(after: index)
            return []
        }
        if failsFast, stopped == nil { stopped = .failed("\(result.name)") }
        return block(after: index)
    }

    /// Hands out nothing from now on.
    mutating func stop() { stopped = .cancelled }

    /// The results of a stack's steps so far, by kind.
    func artifacts(of stack: Int) -> [ArtifactKind: JSON] {
        var artifacts: [ArtifactKind: JSON] = [:]
        for node in stacks[stack] { artifacts[node.name.kind] = node.result?.artifact }
        return artifacts
    }

    func name(_ index: Index) -> Event.StepName { stacks[index.stack][index.step].name }

    /// Every step's result; those never handed out are cancelled, or blocked by the failure that stopped all.
    var all: [StepResult] {
        stacks.flatMap { nodes in
            nodes.map { node in node.result ?? StepResult(name: node.name, outcome: unstarted) }
        }
    }

    private var unstarted: StepResult.Outcome {
        if case .failed(let cause) = stopped { .blocked(by: cause) } else { .cancelled }
    }

    private static func nodes(of plan: Plan.StackPlan) -> [Node] {
        let places = Dictionary(plan.steps.enumerated().map { ($1.kind, $0) }) { first, _ in first }
        return plan.steps.map { step in
            let descriptor = step.provider.descriptor
            return Node(
                name: Event.StepName(stack: plan.stack.name, plugin: descriptor.name, kind: descriptor.provides),
                work: descriptor.work, needs: (descriptor.needs + step.awaits).compactMap { places[$0] }
            )
        }
    }

    /// Queues the steps that waited for this one alone.
    private mutating func release(after index: Index) {
        let nodes = stacks[index.stack]
        for step in nodes.indices where !nodes[step].isHandedOut && nodes[step].needs.contains(index.step) {
            guard nodes[step].needs.allSatisfy({ nodes[$0].result?.artifact != nil }) else { continue }
            enqueue(Index(stack: index.stack, step: step))
        }
    }

    private mutating func enqueue(_ index: Index) {
        ready[stacks[index.stack][index.step].work, default: Heap()].insert(index)
    }

    private mutating func block(after index: Index) -> [StepResult] {
        let cause = stacks[index.stack][index.step].name.plugin
        var broken: Set<Int> = [index.step]
        var blocked: [StepResult] = []
        for step in stacks[index.stack].indices where stacks[index.stack][step].result == nil {
            guard !broken.isDisjoint(with: stacks[index.stack][step].needs) else { continue }
            broken.insert(step)
            let result = StepResult(name: stacks[index.stack][step].name, outcome: .blocked(by: cause))
            stacks[index.stack][step].result = result
            blocked.append(result)
        }
        return blocked
    }
}
