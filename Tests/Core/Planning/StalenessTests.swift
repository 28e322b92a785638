import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// One thing that is done to a project that is up, and what must follow.
struct Mutation: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (inout Bench) throws -> Void
    /// The step that is stale, and what its reason names; nil when nothing is.
    var stale: (step: String, reason: String)?
    /// What `up` runs then.
    var runs: [String]

    init(
        _ name: String, stale: (step: String, reason: String)?, runs: [String],
        _ apply: @escaping @Sendable (inout Bench) throws -> Void
    ) {
        testDescription = name
        self.stale = stale
        self.runs = runs
        self.apply = apply
    }

    static let pin = String(repeating: "ab", count: 32)

    static let all: [Mutation] = [
        Mutation(
            "a section's value", stale: ("image", "section server.context: 2048 → 4096"),
            runs: ["image", "local", "smoke"]
        ) {
            $0.sections["server"] = ["context": 4096]
        },
        Mutation(
            "a section's new key", stale: ("image", "section server.alias is new"), runs: ["image", "local", "smoke"]
        ) {
            $0.sections["server"] = ["alias": "tiny"]
        },
        Mutation("a default, written out", stale: nil, runs: []) { $0.sections["server"] = ["context": 2048] },
        Mutation("the last step's section", stale: ("smoke", "section smoke[0].ask"), runs: ["smoke"]) {
            $0.sections["smoke"] = [["ask": "Hi"]]
        },
        Mutation(
            "a key that another plugin reads", stale: ("image", "section function.memory: 1024 → 2048"),
            runs: ["image", "local", "smoke"]
        ) {
            $0.sections["function"] = ["memory": 2048]
        },
        Mutation("a key beside the one that is read", stale: nil, runs: []) {
            $0.sections["function"] = ["timeout": 60]
        },
        Mutation("an artifact that comes out the same", stale: ("fetch", "section model.weights.url"), runs: ["fetch"])
        {
            $0.sections["model"] = ["weights": ["url": "https://models.test/TINY"]]
        },
        Mutation(
            "an artifact that comes out another", stale: ("fetch", "section model.weights.url"),
            runs: ["fetch", "image", "local", "smoke"]
        ) {
            $0.sections["model"] = ["weights": ["url": "https://models.test/large"]]
        },
        Mutation("a plugin's version", stale: ("image", "plugin: image 1 → image 2"), runs: ["image"]) {
            $0.image.descriptor.version = "2"
        },
        Mutation("a program's files", stale: ("image", "plugin program is new: sha256:"), runs: ["image"]) {
            $0.image.descriptor.program = Digest(of: "program")
        },
        Mutation("a variable that counts", stale: ("fetch", "environment MIRROR is new"), runs: ["fetch"]) {
            $0.environment["MIRROR"] = "https://mirror.test"
        },
        Mutation("a variable that does not count", stale: nil, runs: []) { $0.environment["HF_TOKEN"] = "secret" },
        Mutation("a fact that counts", stale: ("local", "fact tags"), runs: ["local"]) { $0.tags = ["team": "llamas"] },
        Mutation("how many run at once", stale: nil, runs: []) { $0.limits = Limits(jobs: 1) },
        Mutation("a secret's value", stale: nil, runs: []) { $0.environment["KEY"] = "swordfish" },
    ]
}

struct StalenessTests {
    @Test(arguments: Mutation.all)
    func `a change makes stale what it changes, and reruns no more than it must`(mutation: Mutation) async throws {
        try await withBench { bench in
            try await bench.up()
            #expect(bench.ran() == ["fetch", "image", "local", "smoke"])
            try mutation.apply(&bench)
            let plan = try bench.plan()
            expect(plan, mutation.stale)
            let result = try await bench.up()
            #expect(result.unfinished.isEmpty)
            #expect(bench.ran() == mutation.runs)
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a local file counts by its content, wherever it lies`() async throws {
        try await withBench { bench in
            try bench.folder.write("1", to: "files/a")
            bench.sections["image"] = ["files": ["files/a"]]
            try await bench.up()
            _ = bench.ran()
            try Files.move(bench.folder.path("files/a"), to: bench.folder.path("files/b"))
            bench.sections["image"] = ["files": ["files/b"]]
            #expect(try bench.plan().isFresh)
            try bench.folder.write("2", to: "files/b")
            expect(try bench.plan(), ("image", "file image.files[0]: sha256:"))
            bench.sections["image"] = ["files": ["files/none"]]
            #expect { try bench.plan() } throws: { error in
                let problems = Diagnostics.from(error)
                return problems.map(\.code) == ["file.missing"] && problems.allSatisfy { $0.place == .testing }
            }
        }
    }

    @Test func `a plan does not read the local files of a step that never ran, and the run makes up for it`()
        async throws
    {
        try await withBench { bench in
            try bench.folder.write("1", to: "files/a")
            // What was just written may change within the clock's granularity, and its digest is not kept.
            while !Files.isSettled(try #require(Files.facts(bench.folder.path("files/a")))) { await Task.yield() }
            bench.sections["image"] = ["files": ["files/a"]]
            expect(try bench.plan(), ("fetch", "not run yet"))
            #expect(!Files.exists("\(bench.store.root)/records/files"))
            try await bench.up()
            #expect(try bench.plan().isFresh)
            #expect(try Files.list("\(bench.store.root)/records/files").count == 1)
            try bench.folder.write("2", to: "files/a")
            expect(try bench.plan(), ("image", "file image.files[0]: sha256:"))
        }
    }

    @Test func `a pinned source is its content: url and mirrors may change, the checksum may not`() async throws {
        try await withBench { bench in
            func weights(_ url: String, _ mirrors: JSON, _ pin: String) -> JSON {
                ["weights": ["url": .string(url), "mirrors": mirrors, "sha256": .string(pin)]]
            }
            bench.sections["model"] = weights("https://a.test/x", ["https://b.test/x"], Mutation.pin)
            try await bench.up()
            bench.sections["model"] = weights("https://c.test/y", [], Mutation.pin)
            #expect(try bench.plan().isFresh)
            // A path in its place need not even exist: the store may have the content.
            bench.sections["model"] = weights("models/none", [], Mutation.pin)
            #expect(try bench.plan().isFresh)
            bench.sections["model"] = weights("https://c.test/y", [], String(repeating: "cd", count: 32))
            expect(try bench.plan(), ("fetch", "section model.weights.sha256"))
        }
    }

    @Test func `a key that is a hint is seen by the plugin, and leaves its step fresh when it changes`() async throws {
        try await withBench { bench in
            bench.image.descriptor.hints = ["function.timeout"]
            let first = try await bench.up().artifact(.image, of: "a")
            #expect(first?["sections"]?["function"] == ["memory": 1024, "timeout": 30])
            _ = bench.ran()
            bench.sections["function"] = ["timeout": 60]
            #expect(try bench.plan().isFresh)
            try await bench.up()
            #expect(bench.ran().isEmpty)
            bench.sections["function"] = ["timeout": 60, "memory": 2048]
            expect(try bench.plan(), ("image", "section function.memory: 1024 → 2048"))
            let second = try await bench.up().artifact(.image, of: "a")
            #expect(second?["sections"]?["function"] == ["memory": 2048, "timeout": 60])
        }
    }

    @Test func `what is asked for runs although nothing changed`() async throws {
        try await withBench { bench in
            try await bench.up()
            _ = bench.ran()
            expect(try bench.plan(asked: [.report]), ("smoke", "asked for"))
            try await bench.up(asked: [.report])
            #expect(bench.ran() == ["smoke"])
        }
    }

    @Test func `a file that vanished from the store is made again`() async throws {
        try await withBench { bench in
            let result = try await bench.up()
            let path = try #require(result.artifact(.model, of: "a")?["weights"]?["path"]?.string)
            _ = bench.ran()
            try Files.remove(path)
            expect(try bench.plan(), ("fetch", "its file `\(path)` is gone"))
            try await bench.up()
            #expect(bench.ran() == ["fetch"])
            #expect(chmod(path, 0o644) == 0)
            try Files.write("cut", to: path)
            expect(try bench.plan(), ("fetch", "its file `\(path)` has changed"))
            try await bench.up()
            #expect(bench.ran() == ["fetch"])
            #expect(try Digest(path.suffix(64)) == Store.digest(ofFile: path))
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `a deployment whose process died is stale`() async throws {
        try await withBench { bench in
            let gone = Deployment.Process(pid: getpid(), started: 1, boot: "an earlier boot")
            let here = try #require(Deployment.Process(pid: getpid()))
            bench.local.onRun = { _ in ["url": "http://a.test", "process": try JSON(encoding: here)] }
            try await bench.up()
            #expect(try bench.plan().isFresh)
            bench.local.onRun = { _ in ["url": "http://a.test", "process": try JSON(encoding: gone)] }
            bench.sections["local"] = ["port": 1]
            try await bench.up()
            expect(try bench.plan(), ("local", "its process \(getpid()) is gone"))
        }
    }

    @Test func `a deployment whose process was started for the project in another folder is stale`() async throws {
        try await withBench { bench in
            let process = try #require(Deployment.Process(pid: getpid()))
            bench.local.onRun = { _ in ["url": "http://a.test", "process": try JSON(encoding: process)] }
            try await bench.up()
            var moved = bench.stack()
            moved.facts.folder = bench.folder.path("elsewhere")
            try Files.createFolder(moved.facts.folder)
            expect(
                try bench.engine.plan([moved], goal: .everything),
                ("local", "its process \(getpid()) was started for the project in `\(bench.folder.path)`"))
            var linked = bench.stack()
            linked.facts.folder = bench.folder.path("link")
            #expect(symlink(bench.folder.path, linked.facts.folder) == 0)
            #expect(try bench.engine.plan([linked], goal: .everything).isFresh)
            var inward = bench.stack()
            inward.facts.folder = bench.folder.path("stacks")
            #expect(try bench.engine.plan([inward], goal: .everything).isFresh)
        }
    }

    @Test func `an input that changes while a step reads it is not recorded, though it changes back`() async throws {
        try await withBench { bench in
            let path = try bench.folder.write("1", to: "file")
            bench.sections["image"] = ["files": ["file"]]
            bench.image.onRun = { step in
                try Files.write("2", to: path)
                return FakePlugin.echo(step)
            }
            let result = try await bench.up()
            #expect(result.problems.map(\.code) == ["run.input-changed"])
            try bench.folder.write("1", to: "file")
            expect(try bench.plan(), ("image", "failed in run 1"))
        }
    }

    /// Checks that one step is stale for one reason, and that the others are fresh or wait.
    private func expect(
        _ plan: Plan, _ expected: (step: String, reason: String)?, at location: SourceLocation = #_sourceLocation
    ) {
        var found: [(step: String, reasons: [Plan.Reason])] = []
        for step in plan.stacks.flatMap(\.steps) {
            if case .stale(let reasons) = step.state { found.append((step.name, reasons)) }
        }
        #expect(plan.isFresh == (expected == nil), sourceLocation: location)
        #expect(found.map(\.step) == (expected.map { [$0.step] } ?? []), sourceLocation: location)
        #expect(found.first?.reasons.count == expected.map { _ in 1 }, sourceLocation: location)
        if let expected, let reason = found.first?.reasons.first {
            #expect("\(reason)".hasPrefix(expected.reason), sourceLocation: location)
        }
    }
}
