import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Many stacks in one plan.
@Suite struct ManyStacksTests {
    private let names = (0..<450).map { "s\($0)" }

    @Test func `many stacks are planned as few are, in their order`() async throws {
        try await withBench { bench in
            let plan = try bench.plan(names)
            #expect(plan.stacks.map(\.stack.name) == names)
            #expect(plan.stacks.allSatisfy { $0.steps.map(\.name) == plan.stacks[0].steps.map(\.name) })
            let one = try bench.plan(["s449"]).stacks[0]
            #expect(plan.stacks[449].steps.map(\.sections) == one.steps.map(\.sections))
            #expect(plan.stacks[449].steps.map(\.state) == one.steps.map(\.state))
        }
    }

    @Test func `what keeps any of them from being planned is told, in their order`() async throws {
        try await withBench { bench in
            var stacks = names.map { bench.stack($0) }
            for index in [3, 200, 448] { stacks[index].facts.target = "moon\(index)" }
            let problems = #expect(throws: Diagnostics.self) { try bench.engine.plan(stacks, goal: .everything) }
            let told = (problems?.all ?? []).map(\.message)
            #expect(told.count == 3)
            for (message, index) in zip(told, [3, 200, 448]) { #expect(message.contains("moon\(index)"), "\(message)") }
        }
    }
}
