import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct CrashTests {
    private static let dying = """
        def die(id, params):
            print("Traceback: the end", file=sys.stderr, flush=True)
            sys.exit(3)

        """

    @Test(arguments: ["check", "run", "observe", "destroy"])
    func `a crash names the plugin, its version, its status and its last words`(method: String) async throws {
        try await withProgram(Self.dying + "\(method) = die") { plugin, bench in
            let step = try bench.step()
            let error = await diagnostic {
                switch method {
                case "check": _ = try await plugin.check(step.sections, in: step.stack)
                case "run": _ = try await plugin.run(step)
                case "observe": _ = try await plugin.observe(nil, step)
                default: try await plugin.destroy(nil, step)
                }
            }
            #expect(error?.code == "plugin.crashed")
            #expect(error?.message == "plugin `probe` 1.2.3 ended with status 3 before it answered")
            #expect(
                error?.related.map(\.message) == ["it was at work on `demo`", "standard error: Traceback: the end"])
        }
    }

    @Test func `a program that goes once it has said what it is has said it`() async throws {
        let body = "def initialize(id, params): answer(id, description); sys.exit(3)"
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare(body)
            #expect(try await bench.describe(declaration).descriptor.version == "1.2.3")
        }
    }

    @Test func `a description that cannot be used is refused each time that a program comes with it`() async throws {
        let body = "if os.path.exists(os.path.join(here, 'starts')): description['plugin']['name'] = 'other'"
        try await withProgram(body) { plugin, bench in
            for _ in 0..<2 {
                #expect(await diagnostic { try await plugin.run(try bench.step()) }?.code == "plugin.name")
            }
        }
    }

    @Test func `a crash in initialize is reported where the manifest declares the program`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare(Self.dying + "initialize = die")
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == "plugin.crashed")
            #expect(error?.place == declaration.place)
            #expect(error?.related.map(\.message) == ["standard error: Traceback: the end"])
        }
    }

    @Test func `a killed program is reported with its signal`() async throws {
        try await withProgram("def run(id, params): os.kill(os.getpid(), signal.SIGSEGV)") { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message == "plugin `probe` 1.2.3 was ended by signal 11 (SEGV) before it answered")
        }
    }

    @Test(arguments: [true, false])
    func `a program that closes its output and goes on is ended, and that is what is told`(
        isSandboxed: Bool
    ) async throws {
        let body = """
            def note(name, text): pass
            def run(id, params):
                os.close(1)
                time.sleep(1000)
            """
        let prepare: (inout Bench) -> Void = { bench in
            bench.bounds.isSandboxed = isSandboxed
            bench.limits.glance = .milliseconds(300)
        }
        try await withProgram(body, prepare: prepare) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.crashed")
            let deed = "closed its standard output before it answered, and was ended"
            #expect(error?.message == "plugin `probe` 1.2.3 \(deed)")
        }
    }

    @Test func `all who waited learn of one incident, and the next request finds a new process`() async throws {
        let body = """
            description["concurrency"] = 2
            waiting = []
            def run(id, params):
                if os.path.exists(os.path.join(here, "crashed")):
                    return answer(id, {"artifact": {"word": "again"}})
                waiting.append(id)
                if len(waiting) == 2:
                    note("crashed", "")
                    os._exit(0)
            """
        try await withProgram(body) { plugin, bench in
            let (one, two) = (try bench.step(stack: "one"), try bench.step(stack: "two"))
            async let first = diagnostic { try await plugin.run(one) }
            async let second = diagnostic { try await plugin.run(two) }
            let incident = await first
            #expect(incident?.code == "plugin.crashed")
            #expect(incident?.related.first?.message == "it was at work on `one`, `two`")
            #expect(await second == incident)
            #expect(try await plugin.run(one) == ["word": "again"])
            #expect(bench.starts == 3)
        }
    }

    @Test func `after three crashes the program is left alone`() async throws {
        try await withProgram(Self.dying + "run = die") { plugin, bench in
            var codes: [String?] = []
            for _ in 0..<5 { codes.append(await diagnostic { try await plugin.run(try bench.step()) }?.code) }
            #expect(codes == ["plugin.crashed", "plugin.crashed", "plugin.crashed", "plugin.broken", "plugin.broken"])
            #expect(bench.starts == 4)
        }
    }

    @Test(arguments: ["None", "0"])
    func `a grandchild that holds the pipe delays nothing and dies with the program`(group: String) async throws {
        let body = """
            def run(id, params):
                child = subprocess.Popen(["sleep", "1000"], process_group=\(group))
                note("pids", str(child.pid) + "\\n")
                os._exit(7)
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message.contains("status 7") == true)
            let pid = try #require(bench.notes("pids").first)
            #expect(try await bench.eventually { !Bench.isAlive(pid) })
        }
    }

    @Test func `a program that closes its input while it is written to ends itself, not Recua`() async throws {
        let body = """
            def run(id, params):
                os.close(0)
                answer(id, {"artifact": {}})
                time.sleep(1000)
            """
        try await withProgram(body, prepare: { $0.limits.exitGrace = .milliseconds(200) }) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            #expect(await diagnostic { try await plugin.run(try bench.step()) }?.code == "plugin.crashed")
        }
    }
}
