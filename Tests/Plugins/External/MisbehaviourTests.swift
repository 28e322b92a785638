import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct MisbehaviourTests {
    private static let methods = ["check", "plan", "run", "observe", "destroy"]
    private static let all = "description['methods'] = ['check', 'plan', 'observe', 'destroy']\n"

    @Test(arguments: methods)
    func `silence ends as one error that names the plugin and the method`(method: String) async throws {
        let body = Self.all + "pending = []\n\(method) = lambda id, params: pending.append(id)\n"
        try await withProgram(
            body,
            prepare: { ($0.limits.check, $0.limits.silence) = (.milliseconds(300), .milliseconds(300)) }
        ) { plugin, bench in
            let error = await diagnostic { try await ask(plugin, method, bench) }
            #expect(error?.code == "plugin.timeout")
            #expect(
                error?.message == "plugin `probe` 1.2.3 said nothing for 0.3 seconds when it was asked to `\(method)`")
            #expect(error?.place?.start.line == 3)
        }
    }

    @Test(arguments: methods)
    func `a crash is one incident that names all there is to know, and the next request goes on`(method: String)
        async throws
    {
        let body = """
            \(Self.all)
            well = \(method)
            def \(method)(id, params):
                if os.path.exists(os.path.join(here, "crashed")): return well(id, params)
                note("crashed", "x")
                print("the end", file=sys.stderr, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
            def plan(id, params): answer(id, {"forecasts": []})
            """
        // `plan` is no function of the kit.
        let text =
            method == "plan"
            ? body.replacing("well = plan", with: "well = None").replacing(
                "def plan(id, params): answer(id, {\"forecasts\": []})", with: "") : body
        try await withProgram(text) { plugin, bench in
            let error = await diagnostic { try await ask(plugin, method, bench) }
            #expect(error?.code == "plugin.crashed")
            #expect(error?.message == "plugin `probe` 1.2.3 was ended by signal 9 (KILL) before it answered")
            #expect(error?.related.map(\.message) == ["it was at work on `demo`", "standard error: the end"])
            #expect(error?.place?.description == "recua.yaml:3:5")
            let other = try await plugin.run(try bench.step())
            #expect(other["word"] == "none")
        }
    }

    @Test func `a line of a gigabyte ends the program and costs no more than a line may be long`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let script = try folder.write("#!/bin/sh\nexec head -c 1G /dev/zero\n", to: "probe.sh", mode: 0o755)
            let error = await diagnostic { try await bench.describe(bench.declaration(run: [script], files: [script])) }
            #expect(error?.code == "plugin.protocol")
            #expect(
                error?.message == "plugin `probe` wrote a line of more than 4194304 bytes to standard output")
        }
    }

    @Test func `a request that goes on and on ends at its limit, whatever it says`() async throws {
        let body = """
            description["timeouts"] = {"run": 3}
            import threading
            def run(id, params):
                def talk():
                    while True:
                        tell("progress", id=id, phase="work", done=1)
                        time.sleep(0.05)
                threading.Thread(target=talk, daemon=True).start()
            def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        let prepare: (inout Bench) -> Void = { bench in
            let messages = bench.messages
            bench.limits.clock = GatedClock(limit: .seconds(3)) { !messages.all.isEmpty }
        }
        try await withProgram(body, prepare: prepare) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.timeout")
            #expect(error?.message.contains("was still at work after 3.0 seconds when it was asked to `run`") == true)
        }
    }

    @Test func `the manifest's limits go before the program's own`() async throws {
        let body = """
            description["timeouts"] = {"idle": 1, "run": 1}
            def run(id, params):
                time.sleep(2)
                answer(id, {"artifact": {}})
            """
        try await withProgram(
            body, prepare: { ($0.bounds.idle, $0.bounds.timeout) = (.seconds(60), .seconds(60)) }
        ) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact == [:])
        }
    }

    @Test func `a method that the program does not name is never asked`() async throws {
        let body = """
            description["methods"] = []
            check = observe = destroy = plan = lambda id, params: note("asked", "x")
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            #expect(try await plugin.check(step.sections, in: step.stack) == [])
            #expect(try await plugin.forecast(bench.outlook()) == [])
            #expect(try await plugin.observe(["word": "old"], step) == .present(["word": "old"]))
            #expect(try await plugin.observe(nil, step) == .absent)
            try await plugin.destroy(nil, step)
            #expect(bench.notes("asked") == [] && bench.starts == 1)
        }
    }

    @Test func `one that crashes as it is told to go is gone all the same`() async throws {
        let body = """
            note("pids", str(os.getpid()) + "\\n")
            def shutdown(id, params): os.kill(os.getpid(), signal.SIGABRT)
            """
        try await withProgram(body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            await plugin.shutDown()
            #expect(artifact["word"] == "none")
            #expect(!bench.notes("pids").contains { Bench.isAlive($0) })
        }
    }

    private func ask(_ plugin: ProgramPlugin, _ method: String, _ bench: Bench) async throws {
        let step = try bench.step()
        switch method {
        case "check": _ = try await plugin.check(step.sections, in: step.stack)
        case "plan": _ = try await plugin.forecast(bench.outlook())
        case "run": _ = try await plugin.run(step)
        case "observe": _ = try await plugin.observe(nil, step)
        default: try await plugin.destroy(nil, step)
        }
    }
}
