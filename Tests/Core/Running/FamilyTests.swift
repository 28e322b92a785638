import RecuaTestSupport
import Testing

@testable import RecuaCore

struct FamilyTests {
    private struct Broken: Error {}

    private func withFamily(
        _ extras: JSON, isMomentary: Bool = false,
        onRun: @escaping @Sendable (FakePlugin.Running, String) async throws -> JSON = { _, _ in [:] },
        _ body: (inout Bench) async throws -> Void
    ) async throws {
        try await withBench { bench in
            bench.families = [BenchFamily(calls: bench.calls, isMomentary: isMomentary, onRun: onRun)]
            bench.sections["extras"] = extras
            // In the plan's order: two steps that stand on the same artifact would run side by side.
            bench.limits = Limits(jobs: 1)
            try await body(&bench)
        }
    }

    private func ran(_ bench: Bench) -> String {
        bench.ran().joined(separator: " ").replacing("extras.", with: "")
    }

    @Test func `what stands before and after runs once, and again when it is edited, alone`() async throws {
        try await withFamily(["x": ["before": "image"], "y": ["after": "deployment"]]) { bench in
            try await bench.up()
            #expect(ran(bench) == "fetch x image local y smoke")
            try await bench.up()
            #expect(ran(bench) == "")
            bench.sections["extras"]?["x"]?["note"] = "new"
            try await bench.up()
            #expect(ran(bench) == "x")
            bench.sections["extras"]?["y"]?["note"] = "new"
            try await bench.up()
            #expect(ran(bench) == "y")
        }
    }

    @Test func `what stands before runs when the artifact is to be made, whatever the reason`() async throws {
        try await withFamily(["x": ["before": "image"], "w": ["before": "extras.x"]]) { bench in
            try await bench.up()
            _ = bench.ran()
            bench.sections["server"] = ["context": 9]
            let plan = try bench.plan()
            #expect(plan.stacks[0].steps[1].reasons == [.precedes("extras.x")])
            #expect(plan.stacks[0].steps[2].reasons == [.precedes(.image)])
            try await bench.up()
            #expect(ran(bench).hasPrefix("w x image"))
            try await bench.up(asked: [.image])
            #expect(ran(bench) == "w x image")
        }
    }

    @Test func `what stands before an artifact that waits is decided when that is`() async throws {
        try await withFamily(["w": ["before": "extras.x"], "x": ["before": "deployment"]]) { bench in
            try await bench.up()
            _ = bench.ran()
            // Comes out the same.
            bench.sections["model"]?["weights"]?["url"] = "https://models.test/TINY"
            try await bench.up()
            #expect(ran(bench) == "fetch")
            // The image is made of another model, and comes out the same: its plugin makes it so.
            bench.image.onRun = { _ in ["same": true] }
            bench.sections["server"] = ["context": 1]
            try await bench.up()
            #expect(ran(bench) == "image w x local smoke")
            bench.sections["server"] = ["context": 2]
            try await bench.up()
            #expect(ran(bench) == "image")
        }
    }

    @Test func `what stands after runs again when that is another, and not when it comes out the same`() async throws {
        try await withFamily(["y": ["after": "image"]]) { bench in
            bench.image.onRun = { step in ["even": .bool((step.sections["server"]?["context"]?.integer ?? 0) % 2 == 0)]
            }
            try await bench.up()
            _ = bench.ran()
            bench.sections["server"] = ["context": 4]
            try await bench.up()
            #expect(ran(bench) == "image")
            bench.sections["server"] = ["context": 5]
            try await bench.up()
            #expect(ran(bench).contains("image y"))
        }
    }

    @Test func `what stands after another of its family runs when that one made something else`() async throws {
        try await withFamily(
            ["x": ["before": "image", "note": "a"], "y": ["after": "extras.x"]],
            onRun: { step, key in ["note": step.sections["extras"]?[key]?["note"] ?? "", "key": .string(key)] }
        ) { bench in
            try await bench.up()
            _ = bench.ran()
            bench.sections["extras"]?["x"]?["note"] = "b"
            try await bench.up()
            #expect(ran(bench) == "x y")
            bench.sections["server"] = ["context": 4]
            #expect(try bench.plan().stacks[0].steps[2].state == .waiting(on: "extras.x"))
            try await bench.up()
            #expect(ran(bench).contains("x image"))
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `the failure of what stands before keeps the artifact from being made`() async throws {
        try await withFamily(["x": ["before": "image"]], onRun: { _, _ in throw Broken() }) { bench in
            let result = try await bench.up()
            #expect(ran(bench) == "fetch x")
            #expect(result.unfinished == ["a"])
            let outcomes = result.steps.map { step in
                switch step.outcome {
                case .failed: "\(step.name.plugin) failed"
                case .blocked(let cause): "\(step.name.plugin) blocked by \(cause)"
                default: step.name.plugin
                }
            }
            #expect(
                outcomes == [
                    "fetch", "extras.x failed", "image blocked by extras.x", "local blocked by extras.x",
                    "smoke blocked by extras.x",
                ])
        }
    }

    @Test func `the failure of what stands after fails its stack, and the artifact stays`() async throws {
        try await withFamily(
            ["y": ["after": "deployment"]],
            onRun: { step, _ in
                if step.stack.name == "a" { throw Broken() }
                return [:]
            }
        ) { bench in
            let result = try await bench.up(["a", "b"])
            #expect(result.unfinished == ["a"])
            _ = bench.ran()
            try await bench.up(["a", "b"])
            #expect(ran(bench) == "y")
        }
    }

    @Test func `a file that is made on the way is read when it is there`() async throws {
        try await withFamily(
            ["x": ["before": "image"]],
            onRun: { step, _ in
                try Files.write("made", to: "\(step.stack.folder)/made")
                return [:]
            }
        ) { bench in
            bench.sections["image"] = ["files": ["made"]]
            let first = try bench.plan().stacks[0]
            #expect(first.steps[2].state == .waiting(on: "fetch"))
            let result = try await bench.up()
            #expect(result.problems == [])
            #expect(ran(bench) == "fetch x image local smoke")
            #expect(try bench.plan().isFresh)
            try Files.remove(bench.folder.path("made"))
            let second = try bench.plan().stacks[0]
            #expect(second.steps[1].reasons == [.precedes(.image)])
            #expect(second.steps[2].state == .waiting(on: "extras.x"))
            try await bench.up()
            #expect(ran(bench) == "x")
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a file that changes on the way makes the artifact stale, and one that does not leaves it`() async throws
    {
        try await withFamily(
            ["x": ["before": "image", "note": "one"]],
            onRun: { step, key in
                try Files.write(step.sections["extras"]?[key]?["note"]?.string ?? "", to: "\(step.stack.folder)/made")
                return [:]
            }
        ) { bench in
            bench.sections["image"] = ["files": ["made"]]
            try await bench.up()
            _ = bench.ran()
            bench.sections["extras"]?["x"]?["note"] = "two"
            #expect(try bench.plan().stacks[0].steps[2].state == .waiting(on: "extras.x"))
            #expect(try bench.plan().stacks[0].steps[2].known == [])
            try await bench.up()
            #expect(ran(bench).hasPrefix("x image"))
            bench.sections["extras"]?["x"]?["always"] = true
            try await bench.up()
            #expect(ran(bench) == "x")
        }
    }

    @Test func `a file that nobody makes fails the step that reads it, with its place`() async throws {
        try await withFamily(["x": ["before": "image"]]) { bench in
            bench.sections["image"] = ["files": ["nowhere"]]
            let result = try await bench.up()
            #expect(ran(bench) == "fetch x")
            #expect(result.problems.map(\.code) == ["file.missing"])
            #expect(result.problems.first?.place == .testing)
        }
    }

    @Test func `what is to run each time does so, and nothing else with it`() async throws {
        try await withFamily(["x": ["before": "image", "always": true], "y": ["after": "extras.x"]]) { bench in
            try await bench.up()
            _ = bench.ran()
            let plan = try bench.plan()
            #expect(plan.stacks[0].steps.map(\.reasons) == [[], [.always], [], [], [], []])
            try await bench.up()
            #expect(ran(bench) == "x")
        }
    }

    @Test func `what counts for the moment runs again after a failure, though all be as it was`() async throws {
        try await withFamily(
            ["y": ["after": "image", "note": "a"]], isMomentary: true,
            onRun: { step, key in
                if step.sections["extras"]?[key]?["note"] == "b" { throw Broken() }
                return [:]
            }
        ) { bench in
            try await bench.up()
            bench.sections["extras"]?["y"]?["note"] = "b"
            try await bench.up()
            _ = bench.ran()
            bench.sections["extras"]?["y"]?["note"] = "a"
            try await bench.up()
            #expect(ran(bench) == "y")
        }
    }

    @Test func `taking a stack down runs none of them, and what stood after the deployment runs with the next one`()
        async throws
    {
        try await withFamily(["x": ["before": "image"], "y": ["after": "deployment"]]) { bench in
            try await bench.up()
            _ = bench.calls.take()
            try await bench.down()
            #expect(bench.calls.take() == ["destroy a/local"])
            #expect(try bench.engine.snapshot().records(of: "a").map(\.plugin) == ["fetch", "extras.x", "image"])
            try await bench.up()
            // Both stand on the deployment, and run side by side.
            #expect(["local y smoke", "local smoke y"].contains(ran(bench)))
        }
    }

    @Test func `stacks without them have none`() async throws {
        try await withFamily(["x": ["before": "image"]]) { bench in
            var other = bench.stack("b")
            other.sections["extras"] = nil
            let plan = try bench.engine.plan([bench.stack(), other, bench.stack("c")], goal: .everything)
            #expect(plan.stacks.map(\.steps.count) == [5, 4, 5])
        }
    }

    @Test func `a plan that is kept for later holds them`() async throws {
        try await withFamily(["x": ["before": "image"]]) { bench in
            bench.sections["image"] = ["files": ["made"]]
            let (plan, saved) = try await bench.engine.savablePlan(
                [bench.stack()], choice: .init(), options: .init(command: "recua plan"))
            #expect(plan.stacks[0].steps.map(\.name) == ["fetch", "extras.x", "image", "local", "smoke"])
            #expect(
                saved.differences(to: SavedPlan(plan, bench.engine.pipeline, choice: .init(), salt: saved.salt)) == [])
        }
    }
}
