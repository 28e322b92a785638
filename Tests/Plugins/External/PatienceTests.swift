import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Synchronization
import Testing

@Suite struct PatienceTests {
    @Test func `a silent run is told to stop, and fails as timed out`() async throws {
        let body = """
            pending = []
            def run(id, params):
                pending.append(id)
            def cancel(params):
                note("cancelled", str(params["id"]) + "\\n")
                fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withProgram(
            body,
            prepare: {
                $0.limits.silence = .milliseconds(300); $0.limits.cancelGrace = .seconds(60)
            }
        ) {
            plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.timeout")
            #expect(error?.message.contains("asked to `run`") == true)
            #expect(bench.notes("cancelled").count == 1)
            #expect(bench.starts == 2, "the process lives on")
        }
    }

    @Test func `a run that was to stop and succeeds all the same counts, and is told of`() async throws {
        let body = """
            def run(id, params): note("asked", str(id))
            def cancel(params): answer(params["id"], {"artifact": {"word": "done"}})
            """
        try await withProgram(
            body,
            prepare: {
                $0.limits.silence = .milliseconds(300); $0.limits.cancelGrace = .seconds(60)
            }
        ) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact == ["word": "done"])
            let warnings = bench.messages.log.filter { $0.contains("said nothing for") }
            #expect(warnings.count == 1 && warnings[0].hasSuffix("the answer that came then counts all the same"))
        }
    }

    @Test func `progress keeps a run alive`() async throws {
        let body = """
            def run(id, params):
                for number in range(1, 31):
                    tell("progress", id=id, phase="work", done=number)
                    while not os.path.exists(os.path.join(here, str(number))): time.sleep(0.005)
                answer(id, {"artifact": {"word": "done"}})
            """
        let heard = Mutex(0)
        // A tenth of the time goes by with each of them.
        let prepare: (inout Bench) -> Void = { bench in
            bench.expectSilence { bench in
                let count = bench.messages.all.count
                let isNews = heard.withLock { heard in
                    defer { heard = count }
                    return count > heard
                }
                if isNews { _ = try? bench.folder.write("", to: "\(count)") }
                return isNews
            }
        }
        try await withProgram(body, prepare: prepare) { plugin, bench in
            let step = try bench.step()
            #expect(try await plugin.run(step) == ["word": "done"])
        }
    }

    @Test func `a program that ignores cancel and TERM is killed, with all it started`() async throws {
        let body = """
            def run(id, params):
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                child = subprocess.Popen(["sleep", "1000"])
                note("pids", f"{os.getpid()}\\n{child.pid}\\n")
                while True: time.sleep(1)
            """
        let prepare: (inout Bench) -> Void = { bench in
            bench.expectSilence(stoppingWithin: .milliseconds(300)) { $0.notes("pids").count == 2 }
        }
        try await withProgram(body, prepare: prepare) { plugin, bench in
            let step = try bench.step()
            #expect(await diagnostic { try await plugin.run(step) }?.code == "plugin.timeout")
            let pids = bench.notes("pids")
            #expect(pids.count == 2)
            #expect(try await bench.eventually { !pids.contains { Bench.isAlive($0) } })
        }
    }

    @Test(arguments: [true, false])
    func `a cancelled step ends with a cancellation`(isPolite: Bool) async throws {
        let body = """
            def run(id, params):
                note("running", "x")
                if not \(isPolite ? "True" : "False"): time.sleep(1000)
            def cancel(params):
                fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await plugin.run(step) }
                    _ = try await bench.eventually { !bench.notes("running").isEmpty }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
            #expect(bench.starts == 2)
        }
    }

    @Test func `a step that waits for its turn can be cancelled`() async throws {
        let body = """
            def run(id, params):
                note("running", "x")
            def cancel(params):
                fail(params["id"], "stopped")
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<5 { group.addTask { _ = try await plugin.run(step) } }
                    _ = try await bench.eventually { !bench.notes("running").isEmpty }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `a program that never answers initialize is ended`() async throws {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.limits.initialize = .milliseconds(500)
            let declaration = try bench.declare(
                "def initialize(id, params): note('pids', str(os.getpid())); time.sleep(1000)")
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == "plugin.timeout")
            #expect(error?.place == declaration.place)
            #expect(
                error?.message == "plugin `probe` did not answer `initialize` within 0.5 seconds: "
                    + "it is still running and has written nothing")
            #expect(error?.help == "try it by hand: recua plugin check \(folder.path("probe.py"))")
            #expect(!bench.notes("pids").contains { Bench.isAlive($0) })
        }
    }

    @Test(arguments: [
        (
            "print('loading', file=sys.stderr, flush=True)", "loading",
            "it is still running and has written to standard error alone", "standard error: loading"
        ),
        (
            // Once the second line has come the first one has been taken.
            "print('Hello!', flush=True); tell('surprise')", "surprise",
            "what it wrote to standard output is no answer",
            "what it said was not understood: "
                + "a line that is no message (no JSON: expected a value, at column 1): Hello!"
        ),
    ])
    func `of a program that answers something else than initialize it is told what it wrote`(
        deed: String, last: String, told: String, note: String
    ) async throws {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            let trace = folder.path("trace")
            bench.limits.trace = try ProgramTrace(trace)
            bench.limits.clock = GatedClock { (try? Files.readText(trace).contains(last)) == true }
            bench.limits.initialize = .milliseconds(100)
            let declaration = try bench.declare("def initialize(id, params): \(deed); time.sleep(1000)")
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.message.hasSuffix(told) == true, "\(error?.message ?? "no error")")
            #expect(error?.related.map(\.message) == [note])
        }
    }

    @Test func `shutting down says so, closes the input and waits for the end`() async throws {
        let body = """
            def shutdown(id, params):
                answer(id, {})
                rest = sys.stdin.read()
                note("farewell", "end of input after " + repr(rest) + "\\n")
            """
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.limits.exitGrace = .seconds(60)
            let plugin = try await bench.describe(try bench.declare(body))
            _ = try await plugin.run(try bench.step())
            await plugin.shutDown()
            #expect(bench.notes("farewell") == ["end of input after ''", "end of input after ''"])
            #expect(await diagnostic { try await plugin.run(try bench.step()) }?.code == "plugin.ended")
        }
    }

    @Test func `a program that will not go is ended`() async throws {
        let body = """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            note("pids", str(os.getpid()) + "\\n")
            def shutdown(id, params):
                while True: time.sleep(1)
            """
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.limits.exitGrace = .milliseconds(200)
            let plugin = try await bench.describe(try bench.declare(body))
            _ = try await plugin.run(try bench.step())
            await plugin.shutDown()
            #expect(bench.notes("pids").count == 2)
            #expect(!bench.notes("pids").contains { Bench.isAlive($0) })
        }
    }
}
