import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct ErrorOutputTests {
    @Test func `what a program wrote to standard error before it answered is in the log before the step ends`()
        async throws
    {
        let body = """
            def run(id, params):
                word = params["sections"]["probe"]["word"]
                print(word, file=sys.stderr, flush=True)
                fail(id, "it is broken")
            """
        try await withProgram(body) { plugin, bench in
            for number in 0..<100 {
                let step = try bench.step(["probe": ["word": .string("word \(number)")]])
                let error = await diagnostic { try await plugin.run(step) }
                #expect(error?.message == "it is broken")
                #expect(bench.messages.all.last == .log(level: .debug, message: "word \(number)"))
            }
        }
    }

    @Test func `who writes to standard error without end keeps nobody from going on`() async throws {
        let body = """
            def run(id, params):
                subprocess.Popen(["sh", "-c", "cat /dev/zero >&2"])
                time.sleep(0.2)
                answer(id, {"artifact": {"word": "done"}})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            let artifact = try await plugin.run(step)
            #expect(artifact["word"] == "done")
        }
    }

    @Test func `a flood on standard error stops nobody, and a last line without its end counts`() async throws {
        let body = """
            def run(id, params):
                sys.stderr.write(("x" * 99 + "\\n") * 20000)
                sys.stderr.write("the end")
                sys.stderr.flush()
                os._exit(3)
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            let error = await diagnostic { try await plugin.run(step) }
            #expect(error?.code == "plugin.crashed")
            #expect(error?.related.last?.message == "standard error: the end")
            #expect(bench.messages.all.count == 20_001)
        }
    }
}
