import RecuaTestSupport
import Testing

@testable import RecuaCore

/// The scheduler against a model of what it promises, on random graphs: the same ones in every run.
struct SchedulerModelTests {
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test(arguments: 0..<200)
    func `needs and limits hold, nothing runs twice, and just what needs a failed step is blocked`(seed: UInt64) {
        var random = Generator(state: seed)
        let plan = Self.plan(&random)
        let limits = Limits(
            network: .random(in: 1...3, using: &random), compute: .random(in: 1...3, using: &random),
            effect: .random(in: 1...3, using: &random), total: .random(in: 1...9, using: &random)
        )
        var scheduler = Scheduler(plan, limits: limits, failsFast: false)
        var running: [Scheduler.Index] = []
        var handedOut: Set<Scheduler.Index> = []
        var done: Set<Scheduler.Index> = []
        var failed: Set<Scheduler.Index> = []
        while true {
            while let index = scheduler.next() {
                #expect(handedOut.insert(index).inserted)
                #expect(Self.needs(of: index, in: plan).isSubset(of: done))
                running.append(index)
            }
            #expect(running.count <= limits.total)
            for work in PluginDescriptor.Work.allCases {
                #expect(running.count { Self.work(of: $0, in: plan) == work } <= limits.limit(of: work))
            }
            guard let ended = running.indices.randomElement(using: &random) else { break }
            let index = running.remove(at: ended)
            let fails = Int.random(in: 0..<5, using: &random) == 0
            if fails { failed.insert(index) } else { done.insert(index) }
            let outcome: StepResult.Outcome = fails ? .failed([]) : .done(.null)
            _ = scheduler.finish(index, StepResult(name: scheduler.name(index), outcome: outcome))
        }
        let blocked = Self.indices(of: plan).subtracting(handedOut)
        let lost = Self.reachable(from: failed, in: plan)
        #expect(blocked == lost)
        #expect(scheduler.all.count { if case .blocked = $0.outcome { true } else { false } } == lost.count)
        #expect(!scheduler.all.contains { if case .cancelled = $0.outcome { true } else { false } })
    }

    @Test func `equal runs with one worker hand out the same steps, in the order of the plan`() {
        var random = Generator(state: 7)
        let plan = Self.plan(&random)
        var scheduler = Scheduler(plan, limits: Limits(jobs: 1), failsFast: false)
        var order: [Scheduler.Index] = []
        while let index = scheduler.next() {
            order.append(index)
            _ = scheduler.finish(index, StepResult(name: scheduler.name(index), outcome: .done(.null)))
        }
        #expect(order == order.sorted() && order.count == plan.stacks.map(\.steps.count).reduce(0, +))
    }

    @Test func `after a stop nothing is handed out, and what was not is cancelled`() {
        var random = Generator(state: 8)
        var scheduler = Scheduler(Self.plan(&random), limits: Limits(), failsFast: false)
        scheduler.stop()
        #expect(scheduler.next() == nil)
        #expect(scheduler.all.allSatisfy { if case .cancelled = $0.outcome { true } else { false } })
    }

    /// Up to eight stacks of up to eight steps, each of which needs some of those before it.
    private static func plan(_ random: inout Generator) -> Plan {
        let stacks = (0..<Int.random(in: 1...8, using: &random)).map { stack in
            let steps = (0..<Int.random(in: 1...8, using: &random)).map { step in
                let needs = (0..<step).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
                let work = PluginDescriptor.Work.allCases.randomElement(using: &random) ?? .compute
                return Self.step(step, needs: needs, work)
            }
            return Plan.StackPlan(stack: .testing("s\(stack)", folder: "/", [:]), steps: steps)
        }
        return Plan(project: "tests", stacks: stacks)
    }

    private static func step(_ number: Int, needs: [Int], _ work: PluginDescriptor.Work) -> Plan.Step {
        let descriptor = PluginDescriptor(
            name: "p\(number)", version: "1", summary: "", sections: [],
            needs: needs.map { ArtifactKind(rawValue: "k\($0)") },
            provides: ArtifactKind(rawValue: "k\(number)"), work: work
        )
        return Plan.Step(
            provider: FakePlugin(descriptor), state: .stale([.neverRun]), sections: [:], given: [:], record: nil,
            attempt: nil, isAsked: false, files: [:], fingerprint: nil
        )
    }

    private static func indices(of plan: Plan) -> Set<Scheduler.Index> {
        Set(
            plan.stacks.indices.flatMap { stack in
                plan.stacks[stack].steps.indices.map { .init(stack: stack, step: $0) }
            })
    }

    private static func needs(of index: Scheduler.Index, in plan: Plan) -> Set<Scheduler.Index> {
        let kinds = plan.stacks[index.stack].steps[index.step].provider.descriptor.needs
        return Set(
            kinds.compactMap { kind in Int(kind.rawValue.dropFirst()).map { .init(stack: index.stack, step: $0) } })
    }

    private static func work(of index: Scheduler.Index, in plan: Plan) -> PluginDescriptor.Work {
        plan.stacks[index.stack].steps[index.step].provider.descriptor.work
    }

    /// Every step that needs one of `start`, directly or through others.
    private static func reachable(from start: Set<Scheduler.Index>, in plan: Plan) -> Set<Scheduler.Index> {
        var lost: Set<Scheduler.Index> = []
        for index in indices(of: plan).sorted() where !needs(of: index, in: plan).isDisjoint(with: start.union(lost)) {
            lost.insert(index)
        }
        return lost
    }
}
