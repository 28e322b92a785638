import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// More than a pipe, a queue or a line may hold.
@Suite struct FloodTests {
    private static let asking = """
        def ask(n, id): send({"jsonrpc": "2.0", "id": "s%d" % n, "method": METHOD, "params": {"id": id, "pointer": "/x"}})

        """

    @Test(arguments: ["secret", "unheard-of"])
    func `a program that asks and never reads ends in one incident`(method: String) async throws {
        let body = """
            METHOD = "\(method)"
            def run(id, params):
                for n in range(10_000_000): ask(n, id)
            """
        try await withProgram(Self.asking + body, prepare: { $0.limits.unread = 10_000 }) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.protocol")
            #expect(
                error?.message
                    == "plugin `probe` 1.2.3 does not read the answers that it asks for: 10000 bytes wait")
            #expect(error?.related.first?.message == "it was at work on `demo`")
        }
    }

    @Test func `one that asks as often and reads is answered each time`() async throws {
        let body = """
            METHOD = "secret"
            def run(id, params):
                count = 0
                for n in range(2_000):
                    ask(n, id)
                    count += json.loads(sys.stdin.readline())["error"]["data"]["code"] == "plugin.secret"
                answer(id, {"artifact": {"count": count}})
            """
        try await withProgram(Self.asking + body, prepare: { $0.limits.unread = 10_000 }) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact == ["count": 2_000])
        }
    }

    @Test func `a request that is longer than a line is not made, and its large parts are named`() async throws {
        try await withProgram("", prepare: { $0.limits.lineLength = 100_000 }) { plugin, bench in
            let long = String(repeating: "a", count: 150_000)
            let error = await diagnostic { try await plugin.run(try bench.step(["probe": ["word": .string(long)]])) }
            #expect(error?.code == "plugin.request-size")
            #expect(error?.message.contains("cannot be asked to `run`") == true)
            #expect(error?.help == "largest are `sections.probe` (150011 bytes): keep what is large in files")
            let other = try await plugin.run(try bench.step())
            #expect(other == ["word": "none"], "the process lives on")
        }
    }
}
