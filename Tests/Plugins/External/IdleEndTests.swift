import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// Programs that go while nothing is asked of them.
@Suite struct IdleEndTests {
    /// Waits until the program's last process has gone and Recua has taken note: it is there as a zombie until then.
    private func gone(_ bench: Bench) async throws -> Bool {
        try await bench.eventually {
            bench.notes("pids").last.map { !Files.exists("/proc/\($0)") } ?? false
        }
    }

    @Test func `one that goes after its description is started again for the first request`() async throws {
        let body = """
            note("pids", str(os.getpid()) + "\\n")
            def initialize(id, params):
                answer(id, description)
                if bench_is_first: sys.exit(0)
            bench_is_first = not os.path.exists(os.path.join(here, "starts"))
            """
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let plugin = try await bench.describe(try bench.declare(body), goesOn: true)
            let isGone = try await gone(bench)
            #expect(isGone)
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact == ["word": "none"])
            #expect(bench.starts == 2 && bench.messages.log == [])
            await plugin.shutDown()
        }
    }

    @Test func `one that goes after each answer is no crash, however often`() async throws {
        let body = """
            note("pids", str(os.getpid()) + "\\n")
            def run(id, params):
                answer(id, {"artifact": {}})
                sys.exit(3)
            """
        try await withProgram(body) { plugin, bench in
            for _ in 0..<5 {
                _ = try await plugin.run(try bench.step())
                let isGone = try await gone(bench)
                #expect(isGone)
            }
            #expect(bench.starts == 6)
        }
    }

    @Test func `one that never stays for a request ends as broken, not in an endless row of starts`() async throws {
        let body = """
            def initialize(id, params):
                answer(id, description)
                os._exit(5)
            """
        try await withProgram(body) { plugin, bench in
            var codes: [String?] = []
            for _ in 0..<4 { codes.append(await diagnostic { try await plugin.run(try bench.step()) }?.code) }
            #expect(codes == ["plugin.crashed", "plugin.crashed", "plugin.crashed", "plugin.broken"])
            #expect(bench.starts <= 7)
        }
    }
}
