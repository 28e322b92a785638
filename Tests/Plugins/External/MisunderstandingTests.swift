import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// What a program says and Recua does not understand: told at once, and again when the answer does not come.
@Suite struct MisunderstandingTests {
    private static let stopping = """
        def cancel(params): fail(params["id"], "stopped", **{"class": "cancelled"})

        """

    /// Runs a program that is told to stop when it has said nothing for a third of a second, counted from when `isSilent`.
    private func withImpatience(
        _ body: String, when isSilent: @escaping @Sendable (Bench) -> Bool,
        _ test: (ProgramPlugin, Bench) async throws -> Void
    ) async throws {
        try await withProgram(Self.stopping + body, prepare: { $0.expectSilence(when: isSilent) }, test)
    }

    @Test(arguments: [
        (
            #"answer(id, {"artifact": {"score": float("nan")}})"#,
            #"a line that is no message (no JSON: expected a value, at column 62): …"jsonrpc": "2.0", "id": 2, "result": {"#
        ),
        (
            #"print('{"id": %d, "result": {"artifact": {}}, "id": 7}' % id, flush=True)"#,
            "a line that is no message (no JSON: duplicate key `id`, at column 4"
        ),
        (
            #"os.write(1, b'{"id":%d,"result":{"artifact":{"word":"caf\xe9"}}}\n' % id)"#,
            "a line that is no message (no UTF-8, at column 42): "
        ),
        (
            #"send({"id": id, "artifact": {}})"#,
            "a line that is no message (it has neither `method`, `result` nor `error`): "
        ),
        (
            #"send([{"id": id, "result": {"artifact": {}}}])"#,
            "a line that is no message (a list, and each message is a line of its own): [{"
        ),
        (
            #"send({"result": {"artifact": {}}})"#,
            "a line that is no message (an answer without the `id` of its request): "
        ),
        (
            #"send({"id": id, "method": 5, "params": {}})"#, "a line that is no message (its `method` is no text): "
        ),
        (
            #"send({"id": id, "error": None})"#,
            "a line that is no message (its `error` is `null`, and there is no `result`): "
        ),
        (
            #"answer(str(id), {"artifact": {}})"#, "answered with the `id` \"2\", a text, where 2 is a number"
        ),
        (#"answer([id], {"artifact": {}})"#, "answered a request that was never made: id [2]"),
        (#"fail(None, "Parse error.")"#, "answered with an error that names no request: Parse error"),
        (
            #"send({"id": 1000, "method": "progress", "params": {"id": id, "phase": "x", "done": 1}}); sys.stdin.readline()"#,
            "sent `progress` as a request, with an `id` beside `params` and not in it"
        ),
        (#"tell("progress", phase="work", done=1)"#, "sent `progress` without the `id` of a request"),
        (
            #"tell("progress", id=str(id), phase="work", done=1)"#,
            "sent `progress` with the `id` \"2\", which is no number"
        ),
        (#"tell("log", id=99, message="x")"#, "sent `log` of a request that was never made: id 99"),
    ])
    func `what is not understood is told at once, and why, and named by the request that times out`(
        deed: String, words: String
    ) async throws {
        try await withImpatience(
            "def run(id, params): \(deed)", when: { $0.messages.log.contains { $0.contains(words) } }
        ) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            let warnings = bench.messages.log.filter { $0.contains(words) }
            #expect(warnings.count == 1, "\(bench.messages.log)")
            #expect(warnings.first?.hasPrefix("plugin `probe` 1.2.3 ") == true)
            #expect(error?.code == "plugin.timeout")
            #expect(error?.message.contains("said nothing for 0.3 seconds") == true)
            #expect(error?.help?.hasPrefix("its answer may be among what was not understood") == true)
            #expect(error?.related.first?.message == "it was at work on `demo`")
            let note = error?.related.dropFirst().first?.message ?? "nothing"
            #expect(note.hasPrefix("what it said was not understood: ") && note.contains(words), "\(note)")
        }
    }

    @Test func `each reason is told once a life, and the incident counts them all`() async throws {
        let body = """
            def run(id, params):
                for _ in range(3): answer(id, {"artifact": {"score": float("nan")}})
                print("Collecting…", flush=True)
                answer(4711, {})
                print("{", flush=True)
            """
        try await withImpatience(body, when: { $0.messages.log.contains { $0.hasSuffix(": {") } }) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(bench.messages.log.filter { $0.contains("(no JSON: expected a value, at column ") }.count == 1)
            #expect(bench.messages.log.filter { $0.contains("never made: id 4711") }.count == 1)
            #expect(
                bench.messages.log.filter { $0.contains("(no JSON: expected a key in quotes, at column 2): {") }.count
                    == 1)
            #expect(
                error?.related.last?.message == "what it said was not understood, 6 times, the last time: "
                    + "a line that is no message (no JSON: expected a key in quotes, at column 2): {")
        }
    }

    @Test func `of a long line what stands around the mistake is shown`() async throws {
        let body = """
            def run(id, params):
                answer(id, {"artifact": {"before": "b" * 5000, "é": "…", "score": float("nan"), "after": "a" * 5000}})
            """
        try await withImpatience(body, when: { $0.messages.log.contains { $0.contains("no JSON") } }) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            let warning = bench.messages.log.first { $0.contains("no JSON") } ?? ""
            #expect(warning.contains(#""score": NaN, "after": "aaa"#) && warning.hasSuffix("aaa…"))
            #expect(warning.contains("…bbb") && warning.count < 300)
            #expect(error?.code == "plugin.timeout")
        }
    }

    @Test func `what was not understood before a request was made is not blamed for its silence`() async throws {
        let body = """
            def run(id, params):
                if params["sections"]["probe"].get("word") == "silent": return note("silent", "x")
                print("loading", flush=True)
                answer(id, {"artifact": {}})
            """
        try await withImpatience(body, when: { !$0.notes("silent").isEmpty }) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            let error = await diagnostic { try await plugin.run(try bench.step(["probe": ["word": "silent"]])) }
            #expect(error?.help?.contains("`progress`") == true)
            #expect(error?.related.map(\.message) == ["it was at work on `demo`"])
        }
    }

    @Test func `what was printed before a step listened is told to the first that does`() async throws {
        let body = """
            print("Loading the library", flush=True)
            """
        try await withProgram(body) { plugin, bench in
            for _ in 0..<2 { _ = try await plugin.run(try bench.step()) }
            #expect(bench.messages.log.count == 1)
            #expect(bench.messages.log.first?.hasSuffix("at column 1): Loading the library") == true)
        }
    }

    @Test func `a program that writes its answer wrong and ends is told of with what it wrote`() async throws {
        let body = """
            def run(id, params):
                answer(id, {"artifact": {"score": float("inf")}})
                sys.exit(0)
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message == "plugin `probe` 1.2.3 ended with status 0 before it answered")
            #expect(
                error?.related.last?.message.contains("was not understood: a line that is no message (no JSON") == true)
        }
    }
}
