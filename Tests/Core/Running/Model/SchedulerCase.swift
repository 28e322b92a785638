import RecuaTestSupport

@testable import RecuaCore

/// A plan, and all that happens while it runs.
struct SchedulerCase: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        /// Earlier steps of the same stack.
        var needs: [Int]
        /// Those of them that may fail.
        var takes: Set<Int> = []
        /// One of those: it has nothing to do unless that was not made.
        var standsBy: Int?
        var work: PluginDescriptor.Work
        /// How it ends, if it has anything to do.
        var ending: Ending
    }

    enum Ending: String, Sendable, Hashable, CaseIterable { case done, fresh, failed, cancelled }

    var stacks: [[Step]]
    var limits: Limits
    var failsFast: Bool
    /// It is cancelled after so many results; nil: never.
    var stopsAfter: Int?
    /// Decides which of the running steps ends next.
    var order: UInt64
}

extension SchedulerCase {
    /// The same seed gives the same case: a pipeline as Recua has it, many small stacks, or a few tangled ones.
    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let share = [0, 3, 8, 20].randomElement(using: &random) ?? 0
        let shape = Int.random(in: 0..<3, using: &random)
        stacks = (0..<Int.random(in: 0...(shape == 1 ? 20 : 6), using: &random)).map { _ in
            Self.stack(shape: shape, failing: share, &random)
        }
        limits = Limits(
            network: .random(in: 1...4, using: &random), compute: .random(in: 1...4, using: &random),
            effect: .random(in: 1...4, using: &random),
            total: random.oneIn(3) ? .max : .random(in: 1...9, using: &random)
        )
        failsFast = random.oneIn(3)
        stopsAfter = random.oneIn(3) ? .random(in: 0...20, using: &random) : nil
        order = random.next()
    }

    private static func stack(shape: Int, failing share: Int, _ random: inout SplitMix64) -> [Step] {
        let ending: (inout SplitMix64) -> Ending = { random in
            guard share > 0, random.oneIn(share) else { return random.oneIn(4) ? .fresh : .done }
            return random.oneIn(4) ? .cancelled : .failed
        }
        if shape == 0 {
            let steps = pipeline.map { Step(needs: $0.needs, work: $0.work, ending: ending(&random)) }
            return steps + (random.oneIn(2) ? [] : hooks(after: steps, ending: ending(&random), &random))
        }
        return (0..<Int.random(in: 0...(shape == 1 ? 3 : 10), using: &random)).map { step in
            var needs = (0..<step).filter { _ in random.oneIn(3) }
            if let again = needs.first, random.oneIn(10) { needs.append(again) }
            let work = PluginDescriptor.Work.allCases.randomElement(using: &random) ?? .compute
            var drawn = Step(needs: needs, work: work, ending: ending(&random))
            if random.oneIn(3) { drawn.takes = Set(needs.filter { _ in !random.oneIn(3) }) }
            if random.oneIn(2) { drawn.standsBy = drawn.takes.sorted().randomElement(using: &random) }
            return drawn
        }
    }

    /// What is told of a failure of any step, or only of one; and what stands behind that.
    private static func hooks(after steps: [Step], ending: Ending, _ random: inout SplitMix64) -> [Step] {
        let all = Array(steps.indices)
        var alert = Step(needs: all, takes: Set(all), work: .compute, ending: ending)
        if random.oneIn(2) { alert.standsBy = all.last }
        let (behind, last) = (all + [all.count], Set(random.oneIn(2) ? all : all + [all.count]))
        return [alert, Step(needs: behind, takes: last, work: .compute, ending: .done)]
    }

    /// fetch, image, publish, template, lambda, smoke.
    private static let pipeline: [(needs: [Int], work: PluginDescriptor.Work)] = [
        ([], .network), ([0], .compute), ([1], .network), ([1, 2], .compute), ([1, 2, 3], .effect), ([4], .network),
    ]
}

extension SchedulerCase {
    var plan: Plan {
        Plan(
            project: "tests",
            stacks: stacks.enumerated().map { number, steps in
                let states = steps.indices.map { Self.state(of: $0, among: steps) }
                let stack = Stack.testing("s\(number)", folder: "/", [:])
                let planned = steps.enumerated().map { Self.step($0, $1, states[$0], of: stack) }
                return Plan.StackPlan(stack: stack, steps: planned)
            }
        )
    }

    static func kind(_ step: Int) -> ArtifactKind { ArtifactKind(rawValue: "k\(step)") }

    /// Nothing to do, whatever else happens: it is up to date, or stands by, or behind what does.
    static func isSettled(_ number: Int, among steps: [Step]) -> Bool {
        steps[number].ending == .fresh || isStandby(number, among: steps)
    }

    static func isStandby(_ number: Int, among steps: [Step]) -> Bool {
        steps[number].standsBy != nil || steps[number].needs.contains { isStandby($0, among: steps) }
    }

    /// What a planner says of it that sees no further than the step.
    private static func state(of number: Int, among steps: [Step]) -> Plan.State {
        if isStandby(number, among: steps) { return .standby(for: kind(number)) }
        return steps[number].ending == .fresh ? .fresh : .stale([.neverRun])
    }

    private static func step(_ number: Int, _ step: Step, _ state: Plan.State, of stack: Stack) -> Plan.Step {
        let descriptor = PluginDescriptor(
            name: "p\(number)", version: "1", summary: "", sections: [],
            needs: step.needs.map(kind), takesFailed: Set(step.takes.map(kind)), standsBy: step.standsBy.map(kind),
            provides: kind(number), work: step.work
        )
        let record = StepRecord(
            id: 1, run: 1, stack: stack.name, plugin: descriptor.name, kind: kind(number), status: .done,
            isEffect: false,
            token: "", fingerprint: Fingerprint(components: [:]), sections: [:], facts: stack.facts, artifact: .null,
            started: "")
        return Plan.Step(
            provider: FakePlugin(descriptor), state: state, sections: [:], given: [:],
            record: state == .fresh ? record : nil, attempt: nil)
    }
}

extension SchedulerCase: CustomStringConvertible {
    var description: String {
        let head =
            "network \(limits.network), compute \(limits.compute), effect \(limits.effect), total \(limits.total)"
            + (failsFast ? ", fail-fast" : "") + (stopsAfter.map { ", stopped after \($0)" } ?? "") + ", order \(order)"
        let lines = stacks.enumerated().map { number, steps in
            let steps = steps.enumerated().map { step, drawn in
                let takes = drawn.takes.isEmpty ? "" : ", failed too \(drawn.takes.sorted())"
                let standsBy = drawn.standsBy.map { ", stands by \($0)" } ?? ""
                return "p\(step) \(drawn.work) needs \(drawn.needs)\(takes)\(standsBy) \(drawn.ending)"
            }
            return "s\(number): \(steps.joined(separator: "; "))"
        }
        return ([head] + lines).joined(separator: "\n")
    }
}
