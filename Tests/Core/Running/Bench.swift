import RecuaCore
import RecuaTestSupport

/// A project with fake plugins for the whole pipeline, down to a deployment that lives in a file.
struct Bench: Sendable {
    let folder: ScratchFolder
    let calls = FakeCalls()
    let log = EventLog()
    let cloud: FakeCloud
    var fetch: FakePlugin
    var image: FakePlugin
    var template: FakePlugin
    var local: FakePlugin
    var smoke: FakePlugin
    var more: [FakePlugin] = []
    var families: [any StepFamily] = []
    var environment = ["PATH": "/usr/bin:/bin"]
    var sections: JSON = ["model": ["weights": ["url": "https://models.test/tiny"]]]
    var tags: [String: String] = [:]
    var limits = Limits()

    init(_ folder: ScratchFolder) {
        let cloud = FakeCloud(path: folder.path("cloud"))
        self.folder = folder
        self.cloud = cloud
        fetch = FakePlugin(BenchPlugins.fetch, calls: calls) { step in try BenchPlugins.model(step) }
        image = FakePlugin(BenchPlugins.image, calls: calls)
        template = FakePlugin(BenchPlugins.template, calls: calls)
        local = FakePlugin(BenchPlugins.local, calls: calls) { step in
            try cloud.create(step.stack.name, token: step.token)
            return BenchPlugins.deployment(step)
        }
        local.onDestroy = { _, step in try cloud.remove(step.stack.name) }
        smoke = FakePlugin(BenchPlugins.smoke, calls: calls)
    }

    var project: Project { Project(name: "tests", manifestFolder: folder.path) }
    var store: Store { Store(root: folder.path("store")) }

    var engine: Engine {
        Engine(
            project: project, pipeline: Pipeline([fetch, image, template, local, smoke] + more, families: families),
            store: store,
            environment: environment, executable: "/proc/self/exe"
        )
    }

    func stack(_ name: String = "a") -> Stack {
        var stack = Stack.testing(name, folder: folder.path, sections)
        stack.facts.tags = tags
        return stack
    }

    func plan(_ names: [String] = ["a"], asked: Set<ArtifactKind> = []) throws -> Plan {
        try engine.plan(names.map { stack($0) }, goal: .everything, asked: asked)
    }

    @discardableResult
    func up(
        _ names: [String] = ["a"], goal: Goal = .everything, asked: Set<ArtifactKind> = [], failsFast: Bool = false,
        waits: Bool = false
    ) async throws -> RunResult {
        let options = Engine.Options(command: "recua up", limits: limits, failsFast: failsFast, waitsForLock: waits)
        return try await engine.run(
            names.map { stack($0) }, goal: goal, asked: asked, options: options, events: log.stream)
    }

    /// What keeps `up` from starting.
    func refusal(_ names: [String] = ["a"], waits: Bool = false) async -> [Diagnostic] {
        do {
            try await up(names, waits: waits)
            return []
        } catch {
            return Diagnostics.from(error)
        }
    }

    @discardableResult
    func down(_ names: [String] = ["a"], failsFast: Bool = false) async throws -> RunResult {
        let options = Engine.Options(command: "recua down", limits: limits, failsFast: failsFast)
        return try await engine.down(names, options: options, events: log.stream)
    }

    /// The steps that ran since the last look, without the stack's name for the stack `a`.
    func ran() -> [String] {
        calls.take().filter { $0.hasPrefix("run ") }.map { String($0.dropFirst(4)).replacing("a/", with: "") }
    }
}

/// Lends a bench in a folder of its own.
func withBench<Result>(_ body: (inout Bench) async throws -> Result) async throws -> Result {
    try await withScratchFolder { folder in
        var bench = Bench(folder)
        return try await body(&bench)
    }
}
