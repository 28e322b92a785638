import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// Programs in their sandbox, in runs of the engine: the folders are those that a user's steps have.
@Suite struct SandboxedRunTests {
    private static let body = """
        def note(name, text): pass
        description["facts"] = ["name"]
        def run(id, params):
            if params["stack"]["name"] == "bad":
                tell("checkpoint", id=id, data=(params["checkpoint"] or 0) + 1)
                tell("diagnostic", id=id, severity="error", code="probe.bad", message="it is bad", pointer="/probe/word")
                tell("log", id=id, message="tries: " + str(params["checkpoint"]))
                print("the end", file=sys.stderr, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
            for key in ("folder", "scratch", "cache"):
                with open(os.path.join(params[key], params["stack"]["name"]), "w") as file: file.write("x")
            answer(id, {"artifact": {"process": os.stat("/proc/self/ns/pid").st_ino}})
        """

    @Test func `one process serves all stacks of a run, each with its folders`() async throws {
        try await withScratchFolder { folder in
            let bench = sandboxed(folder)
            let declaration = try bench.declare(Self.body)
            let result = try await up(["one", "two", "three"], bench, declaration)
            let artifacts = result.steps.compactMap(\.artifact)
            #expect(artifacts.count == 3 && Set(artifacts).count == 1)
            for name in ["one", "two", "three"] {
                #expect(Files.exists(folder.path(".recua/programs/probe/\(name)/\(name)")))
                #expect(Files.exists("\(bench.store.root)/plugins/probe/\(name)"))
            }
            #expect(!Files.exists(folder.path(".recua/scratch")))
        }
    }

    @Test func `a crash is one incident at the manifest's line, and the other stacks go on`() async throws {
        try await withScratchFolder { folder in
            let (bench, log) = (sandboxed(folder), EventLog())
            let declaration = try bench.declare(Self.body)
            let result = try await up(["bad", "one"], bench, declaration, log)
            #expect(result.succeeded == ["one"])
            #expect(result.problems.map(\.code) == ["probe.bad", "plugin.crashed"])
            #expect(result.problems.first?.place == .testing)
            let incident = result.problems.last
            #expect(incident?.message == "plugin `probe` 1.2.3 was ended by signal 9 (KILL) before it answered")
            #expect(incident?.place == declaration.place)
            #expect(incident?.related.map(\.message) == ["it was at work on `bad`", "standard error: the end"])
            _ = try await up(["bad"], bench, declaration, log)
            #expect(log.text.contains("tries: None") && log.text.contains("tries: 1"))
        }
    }

    @Test func `a program that a look has started does its work in the run that follows`() async throws {
        let body = """
            \(Self.body)
            description["effect"] = True
            def observe(id, params): answer(id, {"state": "drifted", "detail": "it is another"})
            """
        try await withScratchFolder { folder in
            let bench = sandboxed(folder)
            let declaration = try bench.declare(body)
            _ = try await up(["one"], bench, declaration)
            let result = try await up(["one"], bench, declaration, refreshes: true)
            #expect(result.succeeded == ["one"] && result.steps.first?.artifact != nil)
        }
    }

    private func sandboxed(_ folder: ScratchFolder) -> Bench {
        var bench = Bench(folder)
        bench.bounds = ProgramDeclaration.Bounds()
        return bench
    }

    private func up(
        _ names: [String], _ bench: Bench, _ declaration: ProgramDeclaration, _ log: EventLog = EventLog(),
        refreshes: Bool = false
    ) async throws -> RunResult {
        let engine = Engine(
            project: Project(name: "tests", manifestFolder: bench.folder.path),
            pipeline: Pipeline([try await bench.describe(declaration)]), store: bench.store,
            environment: bench.environment, executable: "/proc/self/exe")
        return try await engine.run(
            names.map { .testing($0, folder: bench.folder.path, ["probe": ["word": "x"]]) }, goal: .everything,
            options: .init(command: "recua up", limits: Limits(jobs: 1), refreshes: refreshes), events: log.stream)
    }
}
