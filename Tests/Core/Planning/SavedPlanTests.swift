import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What moves between a plan and its carrying out, and what the refusal names.
struct Move: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var named: String
    var apply: @Sendable (inout Bench) async throws -> Void

    init(_ name: String, names named: String, _ apply: @escaping @Sendable (inout Bench) async throws -> Void) {
        testDescription = name
        self.named = named
        self.apply = apply
    }

    static let all: [Move] = [
        Move("the manifest", names: "a/image: section server.context: 4096 → 8192") {
            $0.sections["server"] = ["context": 8192]
        },
        Move("a section of a step that waits", names: "a/smoke: section smoke[0].ask is new") {
            $0.sections["smoke"] = [["ask": "Hi"]]
        },
        Move("a local file", names: "a/image: file image.files[0]: sha256:") {
            try $0.folder.write("2", to: "file")
        },
        Move("a variable that counts", names: "a/fetch: environment MIRROR is new") {
            $0.environment["MIRROR"] = "https://mirror.test"
        },
        Move("a plugin", names: "a/image: plugin: image 1 → image 2") { $0.image.descriptor.version = "2" },
        Move("a program", names: "a/image: plugin program is new: sha256:") {
            $0.image.descriptor.program = Digest(of: "program")
        },
        Move("the ledger, by a run", names: "a/image: has run since, and made something else") { try await $0.up() },
        Move("the ledger, by what was taken down", names: "a/local: what it had made was taken down since") {
            try await $0.down()
        },
        Move("the store", names: "a/fetch: was up to date, and is to run (its file") { bench in
            let model = try #require(try bench.engine.snapshot().current("a", "fetch")?.artifact)
            try Files.remove(try #require(model["weights"]?["path"]?.string))
        },
    ]
}

struct SavedPlanTests {
    private static let options = Engine.Options(command: "recua plan")

    private func saved(_ bench: Bench, _ names: [String] = ["a"]) async throws -> SavedPlan {
        try await bench.engine.savablePlan(
            names.map { bench.stack($0) }, choice: .init(stacks: names), options: Self.options
        ).1
    }

    private func refusal(_ bench: Bench, _ plan: SavedPlan, _ names: [String] = ["a"]) async -> Diagnostic? {
        do {
            var options = Engine.Options(command: "recua up x.plan")
            options.approval = .init(plan, name: "x.plan")
            _ = try await bench.engine.run(
                names.map { bench.stack($0) }, goal: .everything, options: options, events: bench.log.stream)
            return nil
        } catch {
            return Diagnostics.from(error)[0]
        }
    }

    /// A project that is up and whose image is then to be another.
    private func withChange(_ body: (inout Bench) async throws -> Void) async throws {
        try await withBench { bench in
            try bench.folder.write("1", to: "file")
            bench.sections["image"] = ["files": ["file"]]
            try await bench.up()
            bench.sections["server"] = ["context": 4096]
            _ = bench.calls.take()
            try await body(&bench)
        }
    }

    @Test func `a plan is carried out as it is while nothing moves`() async throws {
        try await withChange { bench in
            let plan = try await saved(bench)
            #expect(await refusal(bench, plan) == nil)
            #expect(bench.ran() == ["image", "local", "smoke"])
        }
    }

    @Test func `a plan of which a step failed goes on from there`() async throws {
        struct Broken: Error {}
        try await withBench { bench in
            let plan = try await saved(bench)
            let whole = bench.fetch.onRun
            bench.fetch.onRun = { _ in throw Broken() }
            #expect(await refusal(bench, plan) == nil)
            bench.fetch.onRun = whole
            #expect(await refusal(bench, plan) == nil)
            #expect(bench.ran().suffix(4) == ["fetch", "image", "local", "smoke"])
        }
    }

    @Test(arguments: Move.all)
    func `a plan is refused when the world moved, and what moved is named`(move: Move) async throws {
        try await withChange { bench in
            let plan = try await saved(bench)
            try await move.apply(&bench)
            _ = bench.calls.take()
            let problem = try #require(await refusal(bench, plan))
            #expect(problem.code == "plan.moved" && problem.help == "look again: recua plan a --out x.plan")
            #expect(problem.related.contains { $0.message.hasPrefix(move.named) }, "\(problem)")
            #expect(bench.ran().isEmpty)
        }
    }

    @Test func `the help of a plan that moved can be typed, with all that it was made with`() async throws {
        try await withChange { bench in
            var plan = try await saved(bench)
            plan.choice.file = "my stacks"
            plan.choice.overrides = ["image.note=it's", "server.context=4096"]
            plan.choice.isRefreshed = true
            bench.sections["server"] = ["context": 8192]
            let help = try #require(await refusal(bench, plan)?.help)
            #expect(
                help
                    == #"look again: recua plan a -f 'my stacks' --set 'image.note=it'\''s' --set server.context=4096 "#
                    + "--refresh --out x.plan")
        }
    }

    @Test func `artifacts that follow from what moved are not named`() async throws {
        try await withBench { bench in
            try await bench.up()
            let plan = try await saved(bench)
            bench.sections["server"] = ["context": 4096]
            let notes = try #require(await refusal(bench, plan)).related.map(\.message)
            #expect(notes.first?.hasPrefix("a/image: section server.context") == true)
            #expect(!notes.contains { $0.contains("artifact ") }, "\(notes)")
        }
    }

    @Test func `what does not count moves nothing`() async throws {
        try await withChange { bench in
            let plan = try await saved(bench)
            bench.environment["HF_TOKEN"] = "x"
            bench.limits = Limits(jobs: 1)
            bench.sections["function"] = ["timeout": 60]
            #expect(await refusal(bench, plan) == nil)
        }
    }

    @Test func `other stacks than planned are named`() async throws {
        try await withChange { bench in
            let plan = try await saved(bench, ["a", "b"])
            let problem = try #require(await refusal(bench, plan, ["a", "c"]))
            #expect(
                problem.related.map(\.message) == ["the stack `b` is not there any more", "the stack `c` is new"])
        }
    }

    @Test func `local files that nobody has read count in a plan of what never ran`() async throws {
        try await withBench { bench in
            try bench.folder.write("1", to: "file")
            bench.sections["image"] = ["files": ["file"]]
            let plan = try await saved(bench)
            try bench.folder.write("2", to: "file")
            #expect(
                await refusal(bench, plan)?.related.first?.message.hasPrefix("a/image: file image.files[0]") == true)
        }
    }

    @Test func `no secret is in a plan, and another one is noticed`() async throws {
        try await withBench { bench in
            bench.sections["local"] = ["key": "hunter2"]
            let plan = try await saved(bench)
            try plan.write(to: bench.folder.path("x.plan"))
            #expect(!(try Files.readText(bench.folder.path("x.plan"))).contains("hunter"))
            bench.sections["local"] = ["key": "hunter3"]
            let problem = try #require(await refusal(bench, plan))
            #expect(problem.related.map(\.message) == ["a/local: local.key is another secret"])
        }
    }

    @Test func `a secret on the command line is not kept`() async throws {
        try await withBench { bench in
            bench.sections["local"] = ["key": "hunter2"]
            let choice = SavedPlan.Choice(overrides: ["server.context=4096", "local.key=hunter2"])
            await #expect {
                _ = try await bench.engine.savablePlan([bench.stack()], choice: choice, options: Self.options)
            } throws: { error in
                let problem = Diagnostics.from(error)[0]
                return problem.code == "plan.secret" && !"\(problem)".contains("hunter")
            }
        }
    }

    @Test func `a plan comes back from its file as it was written, for its owner alone`() async throws {
        try await withBench { bench in
            let path = bench.folder.path("x.plan")
            let plan = try await saved(bench)
            try plan.write(to: path)
            #expect(try SavedPlan.read(path, name: "x.plan") == plan)
            try plan.write(to: path)
            let other = try bench.folder.write("recua: 1", to: "recua.yaml")
            #expect { try plan.write(to: other) } throws: { ($0 as? Diagnostic)?.code == "plan.occupied" }
            // Reading it would wait for somebody who writes.
            let pipe = bench.folder.path("pipe")
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect { try plan.write(to: pipe) } throws: { ($0 as? Diagnostic)?.code == "plan.occupied" }
            #expect(try Files.readText(other) == "recua: 1")
            let nowhere = bench.folder.path("none/x.plan")
            #expect { try plan.write(to: nowhere) } throws: { ($0 as? Diagnostic)?.code == "plan.folder" }
            #expect(!Files.exists(bench.folder.path("none")))
        }
    }

    @Test(arguments: ["", "{}", "{\"recuaPlan\": 1}", "[1", "\u{0}\u{1}", "{\"recuaPlan\": \"1\"}"])
    func `what is no plan is told so`(text: String) async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(text, to: "x.plan")
            #expect { try SavedPlan.read(path, name: "x.plan") } throws: { error in
                (error as? Diagnostic)?.code == "plan.unreadable"
            }
        }
    }

    @Test func `a plan of a newer form and one that is not there are told so`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("{\"recuaPlan\": 2}", to: "x.plan")
            #expect { try SavedPlan.read(path, name: "x.plan") } throws: { ($0 as? Diagnostic)?.code == "plan.newer" }
            #expect { try SavedPlan.read(folder.path("none"), name: "none") } throws: {
                ($0 as? Diagnostic)?.code == "plan.missing"
            }
        }
    }

    @Test func `a plan of another build is not carried out`() async throws {
        try await withChange { bench in
            var plan = try await saved(bench)
            plan.recua = "0.0.1"
            #expect(await refusal(bench, plan)?.related.first?.message.contains("made by recua 0.0.1") == true)
        }
    }

    @Test(arguments: [("chat", false), ("qwen*", false), ("x.plan", true), ("./x", true), ("/tmp/x", true)])
    func `a word with a dot or a slash is a file`(word: String, isFile: Bool) {
        #expect(SavedPlan.isFileName(word) == isFile)
    }
}
