import Glibc
import RecuaContract
import RecuaCore
import RecuaExternal
import RecuaProcess
import RecuaTestSupport
import Testing

/// What a program can do that is tried, and what is left of it.
@Suite struct ConfinementTests {
    /// Tells at each start and each run whether it could write beside itself, and starts what leaves its session.
    private static let body = """
        def attempt(name):
            try:
                with open(os.path.join(here, name), "a") as file: file.write("x")
            except OSError as error:
                sys.stderr.write(error.strerror + "\\n")
        attempt("started")
        def run(id, params):
            attempt("run")
            answer(id, {"artifact": artifact(params)})
        def observe(id, params): answer(id, {"state": "present"})
        """

    /// Something that has left its session, and its number where the test finds it.
    private static let stray = """
        import signal
        child = os.fork()
        if child == 0:
            os.setsid()
            for name in os.listdir("/proc/self/fd"):
                try: os.close(int(name))
                except OSError: pass
            time.sleep(1000)
        with open(os.path.join(here, "strays"), "a") as file: file.write(str(child) + "\\n")
        """

    @Test func `no rule starts a program outside of the sandbox of plugins`() async throws {
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            trial.isSandboxed = true
            let report = try await trial.report(Self.body)
            #expect(!Files.exists(folder.path("started")) && !Files.exists(folder.path("run")), "\(report)")
            #expect(report.findings.contains { $0.rule.code == "wire.cancel" && $0.outcome == .kept }, "\(report)")
        }
    }

    @Test func `a life that is replayed writes the replay's folders and nothing else`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(
                "#!/usr/bin/python3\n\(goodProgram)\n\(Self.body)\nserve()\n", to: "probe.py", mode: 0o755)
            let stack: JSON = ["name": "one", "project": "test", "target": "local", "folder": "/"]
            let artifact: JSON = [
                "file": [
                    "path": "/then/scratch/word", "size": 4, "sha256": .string(Digest(of: "word").hex),
                ]
            ]
            let lines: [(String, JSON)] = [
                (
                    "host",
                    [
                        "jsonrpc": "2.0", "id": 1, "method": "run",
                        "params": ["stack": stack, "scratch": "/then/scratch"],
                    ]
                ), ("plugin", ["jsonrpc": "2.0", "id": 1, "result": ["artifact": artifact]]),
            ]
            let trace = lines.map { from, message in
                JSON.object(["from": .string(from), "plugin": "probe", "life": 1, "message": message]).text()
            }
            try folder.write(trace.joined(separator: "\n"), to: "trace.jsonl")
            let program = WireProgram([path], folder: folder.path, environment: Trial.environment)
            var replay = TranscriptReplay(program)
            replay.confinement = Confinement(program, Store(root: folder.path("store")))
            let (count, difference) = try await replay.play(
                try Transcript(file: folder.path("trace.jsonl")).lives(of: "probe"))
            #expect(count == 1 && difference == nil)
            #expect(!Files.exists(folder.path("started")) && !Files.exists(folder.path("run")))
        }
    }

    @Test func `without a sandbox nothing is left of what a program started, and the rule of SIGTERM is broken`()
        async throws
    {
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            trial.patience = Trial.short
            let report = try await trial.report(
                Self.stray, runs: false, only: ["wire.unknown-method", "wire.sigterm"])
            #expect(report.broken.map(\.rule.code) == ["wire.sigterm"], "\(report)")
            let strays = try Files.readText(folder.path("strays")).split(separator: "\n").compactMap { pid_t($0) }
            #expect(strays.count >= 4)
            #expect(!strays.contains(where: SessionProcesses.isAlive))
        }
    }

    @Test func `in a sandbox what has left its session breaks the rule of SIGTERM`() async throws {
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            trial.isSandboxed = true
            let quiet = Self.stray.split(separator: "\n").dropLast().joined(separator: "\n")
            let report = try await trial.report(quiet, runs: false, only: ["wire.sigterm"])
            #expect(report.broken.map(\.rule.code) == ["wire.sigterm"], "\(report)")
        }
    }
}
