import RecuaTestSupport
import Testing

@testable import RecuaCore

struct LeftoverTests {
    private func leftovers(_ bench: Bench, declared: [String], plan: [String]) throws -> [Leftover] {
        Leftover.all(in: try bench.engine.snapshot(), declared: declared, try bench.plan(plan))
    }

    @Test func `a stack that left the manifest is left over for as long as something of it stands`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            #expect(try leftovers(bench, declared: ["a", "b"], plan: ["a", "b"]).isEmpty)
            let found = try leftovers(bench, declared: ["a"], plan: ["a"])
            #expect(found.map(\.stack) == ["b"] && found.allSatisfy { !$0.isDeclared })
            #expect(found.first?.records.map(\.plugin) == ["local"])
            try await bench.down(["b"])
            #expect(try leftovers(bench, declared: ["a"], plan: ["a"]).isEmpty)
            #expect(try bench.engine.snapshot().stacks == ["a", "b"])
        }
    }

    @Test func `a try that failed may have left something`() async throws {
        try await withBench { bench in
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "broken") }
            try await bench.up(["b"])
            #expect(try leftovers(bench, declared: [], plan: []).first?.records.first?.status == .failed)
        }
    }

    @Test func `a deployment by another plugin than the target's is left over`() async throws {
        try await withBench { bench in
            try await bench.up()
            var cloud = bench.local
            cloud.descriptor.name = "cloud"
            cloud.descriptor.sections = []
            bench.more = [cloud]
            var stack = bench.stack()
            stack.facts.target = "cloud"
            let plan = try bench.engine.plan([stack], goal: .everything)
            let found = Leftover.all(in: try bench.engine.snapshot(), declared: ["a"], plan)
            #expect(found.map(\.stack) == ["a"] && found.allSatisfy(\.isDeclared))
            #expect(found.first?.records.map(\.plugin) == ["local"])
        }
    }
}
