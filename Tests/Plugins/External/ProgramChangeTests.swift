import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// What a change of a program's files makes of the steps that it had done.
struct ProgramChangeTests {
    private let calls = FakeCalls()

    @Test func `one byte of the program makes its steps stale, and only them`() async throws {
        try await withScratchFolder { folder async throws in
            let bench = Bench(folder)
            let declaration = try bench.declare("")
            #expect(try await up(bench, declaration).succeeded == ["with", "without"])
            #expect(calls.take() == ["run with/reader", "run without/other"])
            #expect(try await stale(bench, declaration) == [:])

            try Files.write(
                Files.read(folder.path("probe.py")) + Array("#".utf8), to: folder.path("probe.py"), mode: 0o755)
            let stale = try await stale(bench, declaration)
            #expect(stale.keys.sorted() == ["with/probe"])
            #expect(stale["with/probe"]?.count == 1)
            #expect(stale["with/probe"]?.first?.hasPrefix("plugin program: sha256:") == true)
            // It answers the same as before, so that who reads it need not run again.
            #expect(try await up(bench, declaration).succeeded == ["with", "without"])
            #expect(calls.take() == [])
            #expect(try await self.stale(bench, declaration) == [:])
        }
    }

    @Test func `a file beside the program counts when it is declared, and where they lie does not`() async throws {
        try await withScratchFolder { folder async throws in
            let bench = Bench(folder)
            var declaration = try bench.declare("")
            try folder.write("1", to: "beside.txt")
            declaration.files.append(folder.path("beside.txt"))
            _ = try await up(bench, declaration)
            try folder.write("x", to: "undeclared.txt")
            #expect(try await stale(bench, declaration) == [:])
            try folder.write("2", to: "beside.txt")
            #expect(try await stale(bench, declaration).keys.sorted() == ["with/probe"])
            try folder.write("1", to: "elsewhere/beside.txt")
            try Files.move(folder.path("probe.py"), to: folder.path("elsewhere/probe.py"))
            let moved = bench.declaration(
                run: [folder.path("elsewhere/probe.py")],
                files: ["probe.py", "beside.txt"].map { folder.path("elsewhere/\($0)") })
            #expect(try await stale(bench, moved) == [:])
        }
    }

    @Test func `what takes the place of a program after the plan is not started, the first time or after a crash`()
        async throws
    {
        let body = """
            description["methods"] = ["plan"]
            def run(id, params): os.kill(os.getpid(), signal.SIGKILL)
            """
        for crashes in [false, true] {
            try await withProgram(body) { plugin, bench in
                if crashes {
                    #expect(await diagnostic { try await plugin.run(try bench.step()) }?.code == "plugin.crashed")
                }
                let starts = bench.starts
                _ = try bench.declare("")
                let errors = [
                    await diagnostic { try await plugin.run(try bench.step()) },
                    await diagnostic { try await plugin.forecast(bench.outlook()) },
                ]
                #expect(errors.map(\.?.code) == ["plugin.replaced", "plugin.replaced"])
                for _ in 0..<bench.limits.crashes {
                    #expect(await diagnostic { try await plugin.run(try bench.step()) } == errors[0])
                }
                #expect(
                    errors.first??.message.hasPrefix("plugin `probe` 1.2.3 has been replaced since the command began: ")
                        == true)
                #expect(errors.first??.place?.description == "recua.yaml:3:5")
                #expect(bench.starts == starts)
            }
        }
    }

    @Test func `a program that is not as it was once it has been read does nothing`() async throws {
        try await withScratchFolder { folder async throws in
            let bench = Bench(folder)
            let declaration = try bench.declare("os.utime(__file__)")
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == "plugin.replaced")
            #expect(error?.message == "plugin `probe` has been replaced while it was started")
        }
    }

    @Test func `what a program leaves in its own folder while it starts makes no other program of it`() async throws {
        try await withScratchFolder { folder async throws in
            let bench = Bench(folder)
            var declaration = try bench.declare("os.makedirs(os.path.join(here, 'own', '__pycache__'))")
            try folder.write("x = 1", to: "own/module.py")
            declaration.files.append(folder.path("own"))
            let plugin = try await bench.describe(declaration)
            #expect(plugin.descriptor.version == "1.2.3")
        }
    }

    /// `with` has a step of the program and one that reads what it makes; `without` has neither.
    private func stacks(_ folder: String) -> [Stack] {
        [
            .testing("with", folder: folder, ["probe": ["word": "hello"], "reader": [:]]),
            .testing("without", folder: folder, ["other": [:]]),
        ]
    }

    private func engine(_ bench: Bench, _ program: ProgramPlugin) -> Engine {
        func fake(_ name: String, needs: [ArtifactKind]) -> FakePlugin {
            FakePlugin(
                PluginDescriptor(
                    name: name, version: "1", summary: "", sections: [.init(name, .object([]))], needs: needs,
                    provides: ArtifactKind(rawValue: "\(name)-result"), work: .compute
                ), calls: calls
            )
        }
        return Engine(
            project: Project(name: "tests", manifestFolder: bench.folder.path),
            pipeline: Pipeline([program, fake("reader", needs: ["probe-result"]), fake("other", needs: [])]),
            store: bench.store, environment: bench.environment, executable: "/proc/self/exe")
    }

    private func up(_ bench: Bench, _ declaration: ProgramDeclaration) async throws -> RunResult {
        try await engine(bench, try await bench.describe(declaration)).run(
            stacks(bench.folder.path), goal: .everything, options: .init(command: "recua up", limits: Limits(jobs: 1)),
            events: EventLog().stream)
    }

    private func stale(_ bench: Bench, _ declaration: ProgramDeclaration) async throws -> [String: [String]] {
        let engine = engine(bench, try await bench.describe(declaration))
        let plan = try engine.plan(stacks(bench.folder.path), goal: .everything)
        var stale: [String: [String]] = [:]
        for stack in plan.stacks {
            for step in stack.steps {
                if case .stale(let reasons) = step.state {
                    stale["\(stack.stack.name)/\(step.name)"] = reasons.map(\.description)
                }
            }
        }
        return stale
    }
}
