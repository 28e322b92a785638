import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaHooks

/// Hooks that are told of failures, as the engine plans and runs them.
struct HookFailureTests {
    private struct Scene {
        let folder: ScratchFolder
        var hooks: JSON
        /// What the test finds wrong; nothing when it passes.
        var trouble: String?
        var isDeployable = true
        var failsFast = false
        /// True to test again what has passed.
        var isAsked = false

        var engine: Engine {
            Engine(
                project: Project(name: "tests", manifestFolder: folder.path),
                pipeline: Pipeline([place, test], families: [HooksFamily(clock: InstantClock())]),
                store: Store(root: folder.path("store")), environment: ["PATH": "/usr/bin:/bin"],
                executable: "/proc/self/exe")
        }

        private var place: FakePlugin {
            let descriptor = PluginDescriptor(
                name: "place", version: "1", summary: "", sections: [.init("place", .object([]))], needs: [],
                provides: .deployment, work: .compute)
            let isDeployable = isDeployable
            return FakePlugin(descriptor) { _ in
                guard isDeployable else { throw Diagnostic("place.full", "there is no room") }
                return ["url": "http://here.test"]
            }
        }

        private var test: FakePlugin {
            let descriptor = PluginDescriptor(
                name: "test", version: "1", summary: "", sections: [.init("test", .object([]))], needs: [.deployment],
                provides: .report, work: .network, isAlways: true)
            let trouble = trouble
            return FakePlugin(descriptor) { _ in
                let report: JSON = ["said": trouble.map { .string($0) } ?? .null]
                guard let trouble else { return report }
                throw FailedOutput(report, [Diagnostic("test.failed", trouble)])
            }
        }

        @discardableResult
        func up() async throws -> RunResult {
            try await engine.run(
                [stack], goal: .everything, asked: isAsked ? [.report] : [],
                options: .init(command: "recua up", failsFast: failsFast),
                events: EventStream([]))
        }

        func state(of step: String) throws -> Plan.State? {
            try engine.plan([stack], goal: .everything).stacks[0].steps.first { $0.name == step }?.state
        }

        private var stack: Stack {
            .testing("a", folder: folder.path, target: "place", ["place": [:], "test": [:], "hooks": hooks])
        }

        var notes: String { (try? Files.readText(folder.path("notes"))) ?? "" }
    }

    private func withScene(_ hooks: JSON, _ body: (inout Scene) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            var scene = Scene(folder: folder, hooks: hooks)
            try await body(&scene)
        }
    }

    private static let alert: JSON = [
        "after": "report", "when": "failure", "run": "echo \"$RECUA_OUTCOME: $RECUA_FAILURE_MESSAGE\" >> notes",
    ]

    @Test func `a failure is told again after a run that had nothing to do`() async throws {
        try await withScene(["alert": Self.alert]) { scene in
            try await scene.up()
            for round in 1...2 {
                (scene.trouble, scene.isAsked) = ("it is down", true)
                try await scene.up()
                #expect(scene.notes == String(repeating: "failed: it is down\n", count: round))
                (scene.trouble, scene.isAsked) = (nil, false)
                #expect(try await scene.up().unfinished == [])
            }
        }
    }

    @Test func `a hook for failures runs once for a failure, and the stack has failed all the same`() async throws {
        try await withScene(["alert": Self.alert]) { scene in
            scene.trouble = "cold"
            let result = try await scene.up()
            #expect(result.unfinished == ["a"] && result.problems.map(\.code) == ["test.failed"])
            #expect(result.steps.last?.artifact != nil)
            #expect(result.steps[1].evidence == ["said": "cold"])
            try await scene.up()
            #expect(scene.notes == "failed: cold\n")
            scene.trouble = "colder"
            try await scene.up()
            #expect(scene.notes == "failed: cold\nfailed: colder\n")
        }
    }

    @Test func `a hook for failures leaves alone what is well, and is told anew of what failed before`() async throws {
        try await withScene(["alert": Self.alert]) { scene in
            let good = try await scene.up()
            #expect(good.unfinished == [] && scene.notes == "")
            #expect(try scene.state(of: "hooks.alert") == .standby(for: .report))
            let again = try await scene.up()
            #expect(again.isFresh)
            (scene.isAsked, scene.trouble) = (true, "cold")
            try await scene.up()
            scene.trouble = nil
            try await scene.up()
            scene.trouble = "cold"
            try await scene.up()
            #expect(scene.notes == "failed: cold\nfailed: cold\n")
        }
    }

    @Test func `a hook for both is told of each outcome, and its artifacts are what is there`() async throws {
        let run = "echo \"$RECUA_OUTCOME ${RECUA_REPORT-no report} ${RECUA_FAILURE-no failure}\" >> notes"
        try await withScene(["tell": ["after": "report", "when": ["changed", "failure"], "run": .string(run)]]) {
            scene in
            scene.trouble = "cold"
            try await scene.up()
            #expect(try scene.state(of: "hooks.tell") == .waiting(on: "test"))
            scene.trouble = nil
            try await scene.up()
            try await scene.up()
            let lines = scene.notes.split(separator: "\n")
            let failure =
                #"{"artifact":{"said":"cold"},"problems":[{"code":"test.failed","message":"cold","notes":[]}],"step":"test"}"#
            #expect(lines == ["failed no report \(failure)", #"made {"said":null} no failure"#])
        }
    }

    @Test func `what stands after a hook for failures is told anew with it, and leaves nothing to do afterwards`()
        async throws
    {
        let second: JSON = [
            "after": "hooks.alert", "when": ["changed", "failure"], "run": "echo \"then $RECUA_OUTCOME\" >> notes",
        ]
        try await withScene(["alert": Self.alert, "then": second]) { scene in
            for round in 1...2 {
                (scene.trouble, scene.isAsked) = ("it is down", true)
                try await scene.up()
                #expect(scene.notes == String(repeating: "failed: it is down\nthen made\n", count: round))
                (scene.trouble, scene.isAsked) = (nil, false)
                try await scene.up()
                let calm = try await scene.up()
                #expect(calm.run == nil, "a run that was well has made all of it the past")
            }
        }
    }

    @Test func `what keeps the test from running is told as well`() async throws {
        try await withScene(["alert": Self.alert, "warm": ["after": "report", "run": "echo warm >> notes"]]) { scene in
            scene.isDeployable = false
            let result = try await scene.up()
            #expect(scene.notes == "failed: there is no room\n")
            let ends = result.steps.map { "\($0.name.plugin) \($0.isGood)" }
            #expect(ends == ["place false", "test false", "hooks.alert true", "hooks.warm false"])
        }
    }

    @Test func `who stops at the first failure tells of it`() async throws {
        try await withScene(["alert": Self.alert]) { scene in
            (scene.trouble, scene.failsFast) = ("cold", true)
            try await scene.up()
            #expect(scene.notes == "failed: cold\n")
        }
    }

    @Test func `a step that failed is not said to have never run`() async throws {
        try await withScene(["alert": Self.alert]) { scene in
            scene.trouble = "cold"
            try await scene.up()
            let state = try scene.state(of: "test")
            guard case .stale(let reasons) = state, case .failed(let failure) = reasons.first else {
                Issue.record("\(String(describing: state))")
                return
            }
            #expect(failure.run == 1 && failure.error == "cold" && reasons.count == 1)
        }
    }
}
