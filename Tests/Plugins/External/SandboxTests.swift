import Glibc
import RecuaCore
import RecuaTestSupport
import SystemPackage
import Testing

@testable import RecuaExternal

/// What a program can do where bubblewrap works.
@Suite struct SandboxTests {
    /// Notes go nowhere: beside the program nothing can be written.
    private static let quiet = """
        def note(name, text): pass
        def attempt(deed):
            try:
                deed()
                return "done"
            except OSError as error:
                return error.strerror
        def write(path):
            def deed():
                with open(path, "w") as file: file.write("x")
            return attempt(deed)

        """

    @Test func `a program writes its own folders and nothing else`() async throws {
        let name = "recua-test-\(UInt64.random(in: 0 ... .max))"
        let body = """
            def run(id, params):
                own = [params[key] for key in ("scratch", "folder", "cache")]
                others = [here, os.path.dirname(params["scratch"]), params["store"], os.path.dirname(params["cache"]),
                          os.environ["HOME"], "/var/tmp", "/etc", "/run"]
                answer(id, {"artifact": {
                    "own": [write(os.path.join(path, "\(name)")) for path in own + ["/tmp", os.environ["XDG_CACHE_HOME"]]],
                    "others": [write(os.path.join(path, "\(name)")) for path in others]}})
            """
        try await withSandboxed(Self.quiet + body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact["own"] == .array(Array(repeating: "done", count: 5)))
            let refused = Set((artifact["others"]?.array ?? []).compactMap(\.string))
            #expect(refused.isSubset(of: ["Read-only file system", "Permission denied"]) && !refused.isEmpty)
            #expect(try Files.readText("\(bench.store.root)/plugins/probe/\(name)") == "x")
            #expect(!Files.exists("/tmp/\(name)"), "its `/tmp` is its own")
        }
    }

    @Test func `what is beside the program is read, also by a relative path, and files are handed over`() async throws {
        let body = """
            def run(id, params):
                with open("words.txt") as file: words = file.read()
                made = file_in(params["scratch"], words)
                answer(id, {"artifact": made})
            def file_in(folder, words): return dict(file(os.path.join(folder, "made"), words.encode()), path="made")
            """
        try await withSandboxed(Self.quiet + body, prepare: { try $0.folder.write("hello", to: "words.txt") }) {
            plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact["path"] == .string(bench.store.path(of: Digest(of: "hello"))))
        }
    }

    @Test(arguments: [(false, "Connection refused"), (true, "done")])
    func `it reaches the network when it declares that, and not for a look`(declares: Bool, outcome: String)
        async throws
    {
        let server = try LoopbackServer()
        defer { server.close() }
        let body = """
            description["network"] = \(declares ? "True" : "False")
            import socket
            def reach(): return attempt(lambda: socket.create_connection(("127.0.0.1", \(server.port)), 5).close())
            def run(id, params): answer(id, {"artifact": {"word": reach()}})
            def check(id, params): answer(id, {"diagnostics": [{"message": reach()}]})
            """
        try await withSandboxed(Self.quiet + body) { plugin, bench in
            let step = try bench.step()
            #expect(try await plugin.run(step) == ["word": .string(outcome)])
            #expect(try await plugin.check(step.sections, in: step.stack).map(\.message) == ["Connection refused"])
            #expect(try await plugin.isolation == (declares ? .network : .sandbox))
        }
    }

    @Test func `it sees the variables that it declares, with places that it can write`() async throws {
        let body = """
            description["environment"] = ["ONE", "PIP_*"]
            def run(id, params): answer(id, {"artifact": {"seen": dict(os.environ), "cache": params["cache"]}})
            """
        try await withSandboxed(
            Self.quiet + body,
            prepare: {
                $0.environment.merge(["ONE": "1", "PIP_X": "2", "TWO": "3", "TMPDIR": "/somewhere"]) { $1 }
            }
        ) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            var expected: JSON = [
                "ONE": "1", "PIP_X": "2", "TMPDIR": "/tmp", "HOME": .string(bench.folder.path("home")),
                "PWD": .string(bench.folder.path), "LANG": "C.UTF-8",
            ]
            expected["XDG_CACHE_HOME"] = artifact["cache"]
            expected["PATH"] = bench.environment["PATH"].map { .string($0) }
            var seen = artifact["seen"] ?? .null
            // Python sets it by itself.
            seen["LC_CTYPE"] = nil
            #expect(seen == expected)
        }
    }

    @Test func `other processes are out of its sight, and those of its own die with it`() async throws {
        let body = """
            def run(id, params):
                subprocess.Popen(["sleep", "987654"], start_new_session=True)
                print(len([name for name in os.listdir("/proc") if name.isdigit()]), file=sys.stderr, flush=True)
                os.kill(os.getpid(), signal.SIGSEGV)
            """
        try await withSandboxed(Self.quiet + body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message == "plugin `probe` 1.2.3 was ended by signal 11 (SEGV) before it answered")
            #expect(error?.related.map(\.message).contains("standard error: 3") == true)
            let isOver = try await bench.eventually { !Self.isRunning("sleep 987654") }
            #expect(isOver)
        }
    }

    @Test func `a status is told as it is`() async throws {
        try await withSandboxed(Self.quiet + "def run(id, params): os._exit(3)") { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.message == "plugin `probe` 1.2.3 ended with status 3 before it answered")
            #expect(error?.place?.start.line == 3)
        }
    }

    @Test func `a program that is to end hears of it before it is killed`() async throws {
        let body = """
            def run(id, params):
                def end(number, frame):
                    with open(os.path.join(params["folder"], "heard"), "w") as file: file.write("TERM")
                    sys.exit(0)
                signal.signal(signal.SIGTERM, end)
                write(os.path.join(params["folder"], "ready"))
                while True: time.sleep(1)
            """
        try await withSandboxed(
            Self.quiet + body,
            prepare: {
                $0.expectSilence(stoppingWithin: .milliseconds(300), when: Self.isReady)
                $0.limits.killGrace = .seconds(60)
            }
        ) { plugin, bench in
            let step = try bench.step()
            #expect(await diagnostic { try await plugin.run(step) }?.code == "plugin.timeout")
            #expect(try Files.readText("\(step.host.folder)/heard") == "TERM")
        }
    }

    @Test func `one that hears nothing is killed, with all it started`() async throws {
        let body = """
            def run(id, params):
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                subprocess.Popen(["sleep", "987653"], process_group=0)
                write(os.path.join(params["folder"], "ready"))
                while True: time.sleep(1)
            """
        let prepare: (inout Bench) -> Void = { bench in
            bench.expectSilence(stoppingWithin: .milliseconds(300), when: Self.isReady)
        }
        try await withSandboxed(Self.quiet + body, prepare: prepare) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.timeout")
            let isOver = try await bench.eventually { !Self.isRunning("sleep 987653") }
            #expect(isOver)
        }
    }

    @Test(arguments: [
        (["/nowhere/probe"], "there is no such file"), (["no-such-program"], "install `no-such-program`"),
    ])
    func `a program that is not there is told as without a sandbox`(run: [String], help: String) async throws {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.bounds = ProgramDeclaration.Bounds()
            let error = await diagnostic { try await bench.describe(bench.declaration(run: run, files: [])) }
            #expect(error?.code == "plugin.start")
            #expect(error?.help?.hasPrefix(help) == true)
        }
    }

    @Test(arguments: [true, false], ["/nowhere/python", "/usr/bin/env no-such-python"])
    func `one whose interpreter is missing says which, and what to do, in a sandbox or without`(
        isSandboxed: Bool, line: String
    ) async throws {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.bounds = ProgramDeclaration.Bounds(isSandboxed: isSandboxed)
            let script = try folder.write("#!\(line)\n", to: "probe.py", mode: 0o755)
            let error = await diagnostic { try await bench.describe(bench.declaration(run: [script], files: [])) }
            #expect(error?.code == "plugin.start" && error?.cause == nil)
            #expect(error?.message.contains("names the interpreter `\(line.split(separator: " ").last ?? "")`") == true)
            #expect(error?.help?.contains("or name another one in its first line") == true)
        }
    }

    @Test(arguments: [true, false])
    func `without bubblewrap, or when the manifest says so, it runs as it is`(isWanted: Bool) async throws {
        let body = "def run(id, params): answer(id, {'artifact': {'word': write(os.path.join(here, 'x'))}})"
        try await withSandboxed(
            Self.quiet + body,
            prepare: {
                try Files.createFolder($0.folder.path("bin"))
                #expect(symlink("/usr/bin/python3", $0.folder.path("bin/python3")) == 0)
                if isWanted { $0.environment["PATH"] = $0.folder.path("bin") }
                $0.bounds.isSandboxed = isWanted
            }
        ) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            let isolation = try await plugin.isolation
            #expect(artifact == ["word": "done"])
            #expect(isolation == (isWanted ? .missing : .off))
        }
    }

    @Test func `a thousand stacks are served by one process`() async throws {
        let body = "def run(id, params): answer(id, {'artifact': {'process': os.stat('/proc/self/ns/pid').st_ino}})"
        try await withSandboxed(Self.quiet + body) { plugin, bench in
            let step = try bench.step()
            let processes = try await withThrowingTaskGroup(of: JSON.self) { group in
                for _ in 0..<1_000 { group.addTask { try await plugin.run(step) } }
                return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
            }
            #expect(processes.count == 1)
        }
    }

    /// Whether the program has written into its folder that silence may begin.
    private static func isReady(_ bench: Bench) -> Bool { Files.exists(bench.folder.path("stack/ready")) }

    private static func isRunning(_ command: String) -> Bool {
        ((try? Files.list("/proc")) ?? []).contains { name in
            guard let words = try? Files.read("/proc/\(name)/cmdline") else { return false }
            return String(decoding: words, as: UTF8.self).replacing("\0", with: " ").hasPrefix(command)
        }
    }
}

/// As ``withProgram(_:prepare:_:)``, in a sandbox and with a home.
private func withSandboxed(
    _ body: String, prepare: (inout Bench) throws -> Void = { _ in },
    _ test: (ProgramPlugin, Bench) async throws -> Void
) async throws {
    try await withProgram(
        body,
        prepare: {
            $0.bounds = ProgramDeclaration.Bounds()
            $0.environment["HOME"] = $0.folder.path("home")
            do { try Files.createFolder($0.folder.path("home")); try prepare(&$0) } catch { Issue.record(error) }
        }, test)
}

/// Takes connections on a free port of this machine, and answers nothing.
private struct LoopbackServer {
    let port: UInt16
    private let socket: FileDescriptor

    init() throws {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw Errno(rawValue: errno) }
        socket = FileDescriptor(rawValue: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, size) + listen(number, 8) + getsockname(number, $0, &size)
            }
        }
        guard status == 0 else { throw Errno(rawValue: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() { try? socket.close() }
}
