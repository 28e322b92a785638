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

    @Test func `of many notices, warnings and findings a hundred are told, and the others are in the log`() async throws
    {
        let body = """
            def run(id, params):
                for n in range(60): tell("log", id=id, level="notice", message="notice %d" % n)
                for n in range(30): tell("log", id=id, level="error", message="error %d" % n)
                for n in range(60): tell("diagnostic", id=id, severity="warning", message="finding %d" % n)
                answer(id, {"artifact": {}})
            """
        try await withProgram(body) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            let messages = bench.messages.all
            let told = messages.filter { message in
                switch message {
                case .log(let level, _): level != .info && level != .debug
                case .diagnostic: true
                case .progress: false
                }
            }
            #expect(told.count == 101)
            #expect(
                told.last == .log(level: .warning, message: "it has told 100 things: the others are in its log alone"))
            #expect(messages.contains(.log(level: .info, message: "finding 59  [probe.diagnostic]")))
        }
    }

    @Test func `a mistake that is told of after a hundred notices belongs to the failure all the same`() async throws {
        let body = """
            def run(id, params):
                for n in range(200): tell("log", id=id, level="notice", message="notice %d" % n)
                for n in range(200): tell("diagnostic", id=id, severity="error", message="mistake %d" % n)
                answer(id, {"artifact": {}})
            """
        try await withProgram(body) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            let mistakes = bench.messages.all.filter { if case .diagnostic = $0 { true } else { false } }
            #expect(mistakes.count == 100)
        }
    }

    @Test func `a message of megabytes is cut`() async throws {
        let body = """
            def run(id, params):
                tell("log", id=id, level="notice", message="word " * 400_000)
                fail(id, "x" * 3_000_000, help="word " * 100_000)
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message == String(repeating: "x", count: 8_000) + "…")
            #expect(error?.help?.utf8.count ?? 0 < 8_010 && error?.help?.hasSuffix("word…") == true)
            let said = bench.messages.all.compactMap { message in
                if case .log(.notice, let text) = message { text } else { nil }
            }
            #expect(said.count == 1 && said[0].utf8.count < 8_010 && said[0].hasSuffix("word…"))
        }
    }

    @Test func `a file that an artifact names ten thousand times is read once`() async throws {
        let body = """
            def run(id, params):
                made = file(os.path.join(params["scratch"], "made"), b"x" * 100_000)
                answer(id, {"artifact": {"all": [made] * 10_000}})
            """
        try await withProgram(body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            let places = Set((artifact["all"]?.array ?? []).compactMap { $0["path"]?.string })
            // It was moved when it was met first, and nothing is left where the program says it is.
            #expect(artifact["all"]?.array?.count == 10_000 && places.count == 1)
            #expect(places.first.map(Files.exists) == true)
        }
    }
}
