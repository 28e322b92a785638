import RecuaTestSupport
import Testing

@testable import RecuaCore

struct WeavingTests {
    private func bench(_ folder: ScratchFolder, _ extras: JSON) -> Bench {
        var bench = Bench(folder)
        bench.families = [BenchFamily(calls: bench.calls)]
        bench.sections["extras"] = extras
        return bench
    }

    private func names(_ extras: JSON, goal: Goal = .everything) async throws -> String {
        try await withScratchFolder { folder in
            let bench = bench(folder, extras)
            let steps = try bench.engine.pipeline.steps(for: bench.stack(), goal: goal)
            return steps.map(\.descriptor.name).joined(separator: " ").replacing("extras.", with: "")
        }
    }

    private func problems(_ extras: JSON) async throws -> [Diagnostic] {
        do {
            _ = try await names(extras)
            return []
        } catch {
            return Diagnostics.from(error)
        }
    }

    @Test(
        arguments: [
            (["x": ["after": "deployment"]], "fetch image local x smoke"),
            (["x": ["before": "model"]], "x fetch image local smoke"),
            (["x": ["before": "image"], "y": ["after": "image"]], "fetch x image y local smoke"),
            (["x": ["after": "extras.y"], "y": ["before": "image"]], "fetch y x image local smoke"),
            (["x": ["before": "extras.y"], "y": ["after": "report"]], "fetch image local smoke x y"),
            ([:], "fetch image local smoke"),
        ] as [(JSON, String)])
    func `a family's steps stand before and after what they name`(extras: JSON, order: String) async throws {
        let names = try await names(extras)
        #expect(names == order)
    }

    @Test func `a narrower goal takes the steps around what it makes, and no others`() async throws {
        let extras: JSON = [
            "x": ["after": "model"], "y": ["after": "extras.x"], "z": ["after": "deployment"],
            "w": ["after": "extras.z"],
        ]
        let (model, image) = (
            try await names(extras, goal: .kind(.model)), try await names(extras, goal: .kind(.image))
        )
        #expect(model == "fetch x y")
        #expect(image == "fetch x y image")
    }

    @Test func `a step is given all that there is at its place`() async throws {
        try await withScratchFolder { folder in
            let bench = bench(
                folder,
                [
                    "w": ["before": "model"], "x": ["before": "deployment"], "y": ["after": "deployment"],
                    "z": ["after": "extras.x"],
                ])
            let steps = try bench.engine.pipeline.steps(for: bench.stack(), goal: .everything)
            func needs(_ name: String) -> [ArtifactKind]? {
                steps.first { $0.descriptor.name == "extras.\(name)" }?.descriptor.needs
            }
            #expect(needs("w") == [])
            #expect(needs("x") == [.model, .image])
            #expect(needs("y") == [.model, .image, .deployment])
            #expect(needs("z") == [.model, .image, "extras.x"])
        }
    }

    @Test func `an artifact that nobody knows is told with the nearest one, and its place`() async throws {
        let problems = try await problems(["x": ["after": "deploymnt"], "y": ["before": "extras.z"]])
        #expect(problems.map(\.code) == ["plan.unknown-kind", "plan.unknown-kind"])
        #expect(problems[0].message == "there is no artifact `deploymnt`")
        #expect(problems[0].help == "did you mean `deployment`?")
        #expect(problems[1].help == "did you mean `extras.x`?")
        #expect(problems.allSatisfy { $0.place == .testing })
    }

    @Test func `an artifact that this stack never makes is told with those it makes`() async throws {
        let problems = try await problems(["x": ["after": "template"]])
        #expect(problems.map(\.code) == ["plan.not-made"])
        #expect(problems[0].message == "stack `a` never makes a `template`")
        #expect(problems[0].help == "stack `a` makes: model, image, deployment, report, extras.x")
    }

    @Test(
        arguments: [
            (
                ["x": ["after": "extras.y"], "y": ["after": "extras.x"]],
                "`extras.x` after `extras.y`, `extras.y` after `extras.x`"
            ),
            (
                ["x": ["before": "extras.y"], "y": ["after": "extras.x"]],
                "`extras.x` before `extras.y`, `extras.y` after `extras.x`"
            ),
            (["w": ["after": "extras.x"], "x": ["after": "extras.x"]], "`extras.x` after `extras.x`"),
        ] as [(JSON, String)])
    func `steps that stand around each other are a circle, not an endless loop`(extras: JSON, words: String)
        async throws
    {
        let problems = try await problems(extras)
        #expect(problems.map(\.code) == ["plan.cycle"])
        #expect(problems.first?.message == "these steps stand in a circle: \(words)")
        #expect(problems.first?.place == .testing)
    }

    @Test func `what a family itself finds wrong has its place`() async throws {
        let problems = try await problems(["x": [:]])
        #expect(problems.map(\.code) == ["extras.nowhere"])
        #expect(problems.first?.place == .testing)
    }

    @Test func `a provider takes the place of a family of its name`() async throws {
        try await withScratchFolder { folder in
            var bench = bench(folder, ["x": ["after": "model"]])
            bench.more = [
                FakePlugin(
                    PluginDescriptor(
                        name: "extras", version: "1", summary: "", sections: [.init("extras", .any)], needs: [],
                        provides: "extra", work: .compute))
            ]
            let steps = try bench.engine.pipeline.steps(for: bench.stack(), goal: .everything)
            #expect(steps.map(\.descriptor.name) == ["fetch", "image", "local", "smoke", "extras"])
        }
    }

    @Test func `steps that stand at the same place keep the order of the text`() async throws {
        try await withScratchFolder { folder in
            let bench = bench(folder, [:])
            var stack = bench.stack()
            let members = ["z", "a", "m"].map { key in
                Node.Member(key: key, keyPlace: .testing, value: Node(testing: ["after": "model"]))
            }
            stack.sections["extras"] = Node(.object(members), at: .testing)
            let steps = try bench.engine.pipeline.steps(for: stack, goal: .kind(.model))
            #expect(steps.map(\.descriptor.name) == ["fetch", "extras.z", "extras.a", "extras.m"])
        }
    }
}
