import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaHooks

/// Hooks of a project, as the engine plans and runs them.
struct HookProjectTests {
    private struct Scene {
        let folder: ScratchFolder
        let log = EventLog()
        var environment = ["PATH": "/usr/bin:/bin", "TOKEN": "very-secret"]
        var hooks: JSON

        var engine: Engine {
            let place = PluginDescriptor(
                name: "place", version: "1", summary: "",
                sections: [.init("place", .object([.optional("at", .string)]))],
                needs: [], provides: .deployment, work: .compute)
            let plugin = FakePlugin(place) { step in
                ["url": .string("http://\(step.sections["place"]?["at"]?.string ?? "here").test")]
            }
            return Engine(
                project: Project(name: "tests", manifestFolder: folder.path),
                pipeline: Pipeline([plugin], families: [HooksFamily(clock: InstantClock())]),
                store: Store(root: folder.path("store")), environment: environment, executable: "/proc/self/exe")
        }

        func stack(at place: String) -> Stack {
            .testing("a", folder: folder.path, target: "place", ["place": ["at": .string(place)], "hooks": hooks])
        }

        @discardableResult
        func up(at place: String = "here") async throws -> RunResult {
            try await engine.run(
                [stack(at: place)], goal: .everything, options: .init(command: "recua up"), events: log.stream)
        }

        var notes: String { (try? Files.readText(folder.path("notes"))) ?? "" }
    }

    private func withScene(_ hooks: JSON, _ body: (inout Scene) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            var scene = Scene(folder: folder, hooks: hooks)
            try await body(&scene)
        }
    }

    private static let note: JSON = ["after": "deployment", "run": "echo $RECUA_DEPLOYMENT_URL >> notes"]

    @Test func `a hook runs once for what it stands after, and again for another`() async throws {
        try await withScene(["note": Self.note]) { scene in
            try await scene.up()
            try await scene.up()
            #expect(scene.notes == "http://here.test\n")
            try await scene.up(at: "there")
            #expect(scene.notes == "http://here.test\nhttp://there.test\n")
        }
    }

    @Test func `what it does counts, and how often and how long it may be tried does not`() async throws {
        try await withScene(["note": Self.note]) { scene in
            try await scene.up()
            for (key, value) in [("retries", 3), ("timeout", "5m")] as [(String, JSON)] {
                scene.hooks["note"]?[key] = value
            }
            #expect(try scene.engine.plan([scene.stack(at: "here")], goal: .everything).isFresh)
            scene.hooks["note"]?["run"] = "echo edited >> notes"
            try await scene.up()
            #expect(scene.notes == "http://here.test\nedited\n")
        }
    }

    @Test func `a file that it names counts by what is in it`() async throws {
        try await withScene(["note": Self.note]) { scene in
            try scene.folder.write("echo one >> notes", to: "note.sh")
            scene.hooks["note"] = ["after": "deployment", "run": ["sh", "note.sh"], "files": ["note.sh"]]
            try await scene.up()
            try scene.folder.write("echo two >> notes", to: "note.sh")
            try await scene.up()
            #expect(scene.notes == "one\ntwo\n")
        }
    }

    @Test func `one hook's edit leaves the others alone`() async throws {
        try await withScene(["note": Self.note, "other": Self.note]) { scene in
            scene.hooks["other"]?["run"] = "echo other >> notes"
            try await scene.up()
            scene.hooks["other"]?["run"] = "echo edited >> notes"
            try await scene.up()
            #expect(scene.notes.split(separator: "\n").sorted() == ["edited", "http://here.test", "other"])
        }
    }

    @Test func `a hook that is to run always does`() async throws {
        try await withScene(["note": Self.note]) { scene in
            scene.hooks["note"]?["when"] = "always"
            try await scene.up()
            try await scene.up()
            #expect(scene.notes == "http://here.test\nhttp://here.test\n")
        }
    }

    @Test func `a hook that failed runs again, though all be as when it succeeded`() async throws {
        try await withScene(["note": Self.note]) { scene in
            try await scene.up()
            scene.hooks["note"]?["run"] = "false"
            let result = try await scene.up()
            #expect(result.problems.map(\.code) == ["hooks.failed"])
            #expect(result.problems.first?.place == .testing)
            scene.hooks = ["note": Self.note]
            try await scene.up()
            #expect(scene.notes == "http://here.test\nhttp://here.test\n")
        }
    }

    @Test func `a secret is nowhere but in the hook's environment`() async throws {
        try await withScene([
            "note": [
                "after": "deployment", "run": "echo $KEY > key; echo \"the key is $KEY\"; exit 3",
                "secrets": ["KEY": "${env:TOKEN}"],
            ]
        ]) { scene in
            let result = try await scene.up()
            #expect(try Files.readText(scene.folder.path("key")) == "very-secret\n")
            let log = try #require(result.steps.last?.log)
            #expect(try Files.readText(log).contains("the key is •••"))
            let state = try Files.list(scene.folder.path(".recua")).filter { $0.hasPrefix("ledger") }
            for file in state.map({ scene.folder.path(".recua/\($0)") }) + [log] {
                #expect(try !Files.readText(file).contains("very-secret"))
            }
            #expect(!scene.log.text.contains("very-secret"))
        }
    }

    @Test func `a hook tells what it will run, and what it ran`() async throws {
        try await withScene(["note": Self.note]) { scene in
            let plan = try scene.engine.plan([scene.stack(at: "here")], goal: .everything)
            let foreseen = await scene.engine.foreseen(plan)
            #expect(
                foreseen.stacks[0].steps[1].forecasts == [
                    Forecast(.run, "run `echo $RECUA_DEPLOYMENT_URL >> notes`")
                ])
            let result = try await scene.up()
            #expect(result.steps[1].artifact?["summary"] == "ran `echo $RECUA_DEPLOYMENT_URL >> notes`")
        }
    }

    @Test func `a long command is told by its beginning`() throws {
        func shown(_ run: JSON) throws -> String {
            let hook: JSON = ["run": run, "retries": 0, "timeout": "1s"]
            return try hook.decode(Hook.self).shown
        }
        #expect(try shown(.string(String(repeating: "x", count: 100))) == String(repeating: "x", count: 59) + "…")
        #expect(try shown("first\nsecond") == "first…")
        #expect(try shown(["a", "b c"]) == "a b c")
    }
}
