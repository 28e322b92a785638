import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Sources of a plugin that is a program.
@Suite struct LockProgramTests {
    /// Provides an artifact with a file for its source: the source's text in capitals.
    private static let depot = """
        #!/usr/bin/env python3
        import hashlib, json, os, sys, threading, time

        source = {"anyOf": [{"type": "string", "format": "source"}, {"type": "object", "additionalProperties": False,
            "properties": {"url": {"type": "string", "format": "source"}, "sha256": {"type": "string"}}}]}
        section = {"type": "object", "additionalProperties": False,
                   "properties": {"goods": source, "bare": {"type": "string", "format": "source"}}}

        def send(message):
            sys.stdout.write(json.dumps(dict(message, jsonrpc="2.0")) + "\\n")
            sys.stdout.flush()

        def wait(id, folder):
            open(os.path.join(folder, "started"), "w").close()
            while not cancelled.is_set():
                time.sleep(0.01)
            send({"id": id, "error": {"code": -32000, "message": "stopped", "data": {"class": "cancelled"}}})

        cancelled = threading.Event()
        for line in sys.stdin:
            message = json.loads(line)
            method, id, params = message["method"], message.get("id"), message.get("params")
            if method == "initialize":
                send({"id": id, "result": {"protocolVersion": 1, "plugin": {"name": "depot", "version": "1"},
                      "sections": {"depot": section}, "provides": "goods"}})
            elif method == "run":
                goods = params["sections"]["depot"]["goods"]
                url = goods if isinstance(goods, str) else goods["url"]
                if "slow" in url:
                    threading.Thread(target=wait, args=(id, params["stack"]["folder"]), daemon=True).start()
                    continue
                content = url.upper().encode()
                path = os.path.join(params["scratch"], "goods")
                open(path, "wb").write(content)
                send({"id": id, "result": {"artifact": {"pinned": goods, "goods": {
                    "path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}}}})
            elif method == "check":
                send({"id": id, "result": {"diagnostics": []}})
            elif method == "cancel":
                cancelled.set()
            else:
                send({"id": id, "result": {}})
        """

    private func withDepot(
        _ section: String, _ body: (RecuaBinary, ScratchFolder) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            try scratch.write(Self.depot, to: "depot.py", mode: 0o755)
            let plugins = "plugins: { depot: { run: ./depot.py, sandbox: none } }"
            let text = "recua: 1\nproject: depots\n\(plugins)\nstacks: { one: { depot: \(section) } }\n"
            try scratch.write(text, to: "recua.yaml")
            try await body(RecuaBinary(in: scratch.path), scratch)
        }
    }

    @Test func `a program's source is pinned by the file that its step makes under the same key`() async throws {
        try await withDepot("{ goods: https://goods.test/a }") { recua, scratch in
            #expect(try await recua.run("validate", "--locked").status == .exited(5))
            let run = try await recua.run("lock")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let content = "HTTPS://GOODS.TEST/A"
            let entry = try JSON(parsing: Files.readText(scratch.path("recua.lock")))["sources"]?[
                "https://goods.test/a"]
            #expect(entry == ["sha256": .string(Digest(of: content).hex), "size": .integer(Int64(content.utf8.count))])
            // The rest of a stack is not written here, which is another matter.
            #expect(try await recua.run("validate", "--locked").errorOutput.contains("plan.no-provider"))
            #expect(!Files.exists(scratch.path(".recua")))
        }
    }

    @Test func `a source whose schema has no place for a digest is named, and never passes --locked`() async throws {
        try await withDepot("{ goods: local, bare: https://goods.test/b }") { recua, _ in
            let run = try await recua.run("lock")
            #expect(run.status == .exited(0))
            #expect(run.errorOutput.contains("warning: `https://goods.test/b` cannot be pinned"), "\(run.errorOutput)")
            let locked = try await recua.run("validate", "--locked")
            #expect(locked.status == .exited(5))
            #expect(locked.errorOutput.contains("takes no `sha256`"), "\(locked.errorOutput)")
        }
    }

    @Test func `130 when it is asked to stop, and nothing is left behind`() async throws {
        try await withDepot("{ goods: https://goods.test/slow }") { recua, scratch in
            try Files.createFolder(scratch.path("tmp"))
            let command = Command(
                recua.command().executable, ["lock"],
                environment: recua.environment.merging(["TMPDIR": scratch.path("tmp")]) { $1 }, folder: scratch.path)
            let running = RunningCommand()
            async let ended = command.run(onStart: { running.start($0) })
            try await eventually("it has not begun") { Files.exists(scratch.path("started")) }
            running.signal(SIGINT)
            let run = try await ended
            #expect(run.status == .exited(130), "\(run.errorOutput)")
            #expect(!Files.exists(scratch.path("recua.lock")))
            #expect(try Files.list(scratch.path("tmp")).isEmpty)
        }
    }
}
