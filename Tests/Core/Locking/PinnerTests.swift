import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What plugins say of sources when they are asked.
struct PinnerTests {
    private static func manifest(_ bench: Bench, _ stacks: [Stack]) -> Manifest {
        Manifest(
            project: "tests", folder: bench.folder.path, stacks: stacks, sources: stacks.map { use(in: $0.name) })
    }

    private static func use(_ text: String = "https://models.test/Tiny", in stack: String = "a") -> SourceUse {
        SourceUse(
            text: text, place: .testing, stack: stack, section: "model", pointer: "/model/weights", sha256: nil,
            canBePinned: true)
    }

    private func ask(_ bench: Bench, _ names: [String] = ["a"], isOffline: Bool = false) async throws -> (
        pins: [String: Pin], result: RunResult
    ) {
        let manifest = Self.manifest(bench, names.map { bench.stack($0) })
        return try await bench.engine.pins(
            of: manifest.sources, in: [manifest],
            options: Engine.Options(command: "recua lock", isOffline: isOffline), events: bench.log.stream)
    }

    @Test func `a plugin that can tell is not run`() async throws {
        try await withBench { bench in
            let pin = Pin(sha256: Digest(of: "x"), size: 3, url: "https://models.test/Tiny?version=1")
            bench.fetch.onPin = { pointer, step in
                #expect(pointer == "/model/weights")
                #expect(step.sections["model"]?["weights"]?["url"] == "https://models.test/tiny")
                return pin
            }
            let (pins, result) = try await ask(bench)
            #expect(pins == ["https://models.test/Tiny": pin])
            #expect(result.unfinished.isEmpty)
            #expect(bench.ran().isEmpty)
        }
    }

    @Test func `a plugin that cannot tell is run once, and the file is taken from its artifact`() async throws {
        try await withBench { bench in
            let (pins, _) = try await ask(bench)
            let pin = Pin(sha256: Digest(of: "https://models.test/tiny"), size: 24)
            #expect(pins == ["https://models.test/Tiny": pin])
            #expect(bench.ran() == ["fetch"])
            #expect(!Files.exists(bench.project.stateFolder), "asking leaves nothing in the project")
            #expect(try bench.engine.snapshot().current.isEmpty)
        }
    }

    @Test func `an artifact without the file is no answer`() async throws {
        try await withBench { bench in
            bench.fetch.onRun = { _ in ["other": 1] }
            let (pins, result) = try await ask(bench)
            #expect(pins.isEmpty)
            #expect(result.problems.map(\.code) == ["lock.unpinnable"])
            #expect(result.problems[0].place == .testing)
        }
    }

    @Test func `a failure of one stack does not keep the others from their pins`() async throws {
        try await withBench { bench in
            bench.fetch.onPin = { _, step in
                if step.stack.name == "a" { throw Diagnostic("fetch.gated", "gated", pointer: "/model/weights") }
                return Pin(sha256: Digest(of: "b"), size: 1)
            }
            let stacks = ["a", "b"].map { bench.stack($0) }
            let uses = [Self.use("https://models.test/a"), Self.use("https://models.test/b", in: "b")]
            let manifest = Manifest(project: "tests", folder: bench.folder.path, stacks: stacks, sources: uses)
            let (pins, result) = try await bench.engine.pins(
                of: uses, in: [manifest], options: Engine.Options(command: "recua lock"), events: bench.log.stream)
            #expect(pins.keys.sorted() == ["https://models.test/b"])
            #expect(result.unfinished == ["a"])
            #expect(result.problems.map(\.code) == ["fetch.gated"])
            #expect(result.problems[0].place == .testing)
        }
    }

    @Test(arguments: [
        ("https://models.test/${env:KEY}", "https://models.test/secret"), ("https://models.test/a", "https://b.test/a"),
        ("https://models.test/a", "/models/a"), ("https://models.test/a", "https://models.test/a"),
    ]) func `a place that lies elsewhere, or tells what a reference stands for, is not kept`(text: String, url: String)
        async throws
    {
        try await withBench { bench in
            bench.fetch.onPin = { _, _ in Pin(sha256: Digest(of: "b"), size: 1, url: url) }
            let use = Self.use(text)
            let manifest = Manifest(
                project: "tests", folder: bench.folder.path, stacks: [bench.stack()], sources: [use])
            let (pins, _) = try await bench.engine.pins(
                of: [use], in: [manifest], options: Engine.Options(command: "recua lock"), events: bench.log.stream)
            #expect(pins == [text: Pin(sha256: Digest(of: "b"), size: 1)])
        }
    }

    @Test func `a stack with two profiles is asked in two folders at once`() async throws {
        try await withBench { bench in
            let scratches = Notes()
            bench.fetch.onRun = { step in
                scratches.note(step.host.scratch)
                return try BenchPlugins.model(step)
            }
            let manifests = ["https://models.test/A", "https://models.test/B"].map { text in
                var stack = bench.stack()
                stack.sections["model"] = Node(testing: ["weights": ["url": .string(text)]])
                return Manifest(
                    project: "tests", folder: bench.folder.path, stacks: [stack], sources: [Self.use(text)])
            }
            let (pins, _) = try await bench.engine.pins(
                of: manifests.flatMap(\.sources), in: manifests, options: Engine.Options(command: "recua lock"),
                events: bench.log.stream)
            #expect(pins["https://models.test/A"]?.sha256 == Digest(of: "https://models.test/a"))
            #expect(pins["https://models.test/B"]?.sha256 == Digest(of: "https://models.test/b"))
            #expect(Set(scratches.all).count == 2)
        }
    }

    @Test func `steps and questions are told when they are offline`() async throws {
        try await withBench { bench in
            bench.fetch.onPin = { _, step in Pin(sha256: Digest(of: "b"), size: step.host.isOffline ? 1 : 0) }
            #expect(try await ask(bench).pins.values.map(\.size) == [0])
            #expect(try await ask(bench, isOffline: true).pins.values.map(\.size) == [1])
            bench.image.onRun = { step in ["offline": .bool(step.host.isOffline)] }
            let options = Engine.Options(command: "recua up", isOffline: true)
            let result = try await bench.engine.run(
                [bench.stack()], goal: .kind(.image), options: options, events: bench.log.stream)
            #expect(result.artifact(.image, of: "a") == ["offline": true])
        }
    }

    @Test func `a plan says which pin changed, from what to what`() async throws {
        try await withBench { bench in
            let digests = (Digest(of: "1"), Digest(of: "2"))
            func weights(_ digest: Digest, _ size: Int) -> JSON {
                ["weights": ["url": "https://a.test", "sha256": .string(digest.hex), "size": .integer(Int64(size))]]
            }
            bench.sections["model"] = weights(digests.0, 1)
            try await bench.up()
            bench.sections["model"] = weights(digests.1, 2)
            guard case .stale(let reasons) = try bench.plan().stacks[0].steps[0].state else {
                Issue.record("the step is not stale")
                return
            }
            let change = "section model.weights.sha256: sha256:\(digests.0.short) → sha256:\(digests.1.short)"
            #expect(reasons.map(\.description) == [change])
        }
    }
}
