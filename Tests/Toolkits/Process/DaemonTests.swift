import Glibc
import RecuaCore
import RecuaProcess
import Testing

@Suite struct DaemonTests {
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    private func shell(_ script: String, input: String? = nil) -> Command {
        Command("sh", ["-c", script], environment: environment, input: input)
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/recua-daemon-\(UInt64.random(in: 0 ... .max))"
        try Files.createFolder(folder)
        defer { try? Files.remove(folder) }
        try await body(folder)
    }

    @Test func `a daemon runs on in its own session once it said that it is ready`() async throws {
        try await withFolder { folder in
            let daemon = try await Daemon.start(
                shell("echo 8080 >&3; exec 3>&-; exec sleep 1000"), logFile: "\(folder)/log")
            #expect(daemon.announcement == "8080")
            #expect(daemon.process.isAlive)
            #expect(getsid(daemon.process.pid) == daemon.process.pid)
            await daemon.process.end()
            #expect(!daemon.process.isAlive)
            await daemon.process.end()
        }
    }

    @Test func `a daemon reads its input and writes to its log`() async throws {
        try await withFolder { folder in
            let daemon = try await Daemon.start(
                shell("cat; echo warned >&2; echo >&3; exec sleep 1000", input: "hidden"), logFile: "\(folder)/log")
            #expect(try Files.readText("\(folder)/log") == "hiddenwarned\n")
            await daemon.process.end()
        }
    }

    @Test func `a daemon inherits no descriptors but the four it is given`() async throws {
        try await withFolder { folder in
            let file = open("/etc/passwd", O_RDONLY)
            let high = fcntl(file, F_DUPFD, 200)
            defer { for descriptor in [file, high] { close(descriptor) } }
            let script =
                "for n in 0 1 2 3 \(high); do [ -e /proc/$$/fd/$n ] && echo $n; done; echo >&3; exec sleep 1000"
            let daemon = try await Daemon.start(shell(script), logFile: "\(folder)/log")
            #expect(try Files.readText("\(folder)/log") == "0\n1\n2\n3\n")
            await daemon.process.end()
        }
    }

    @Test func `a daemon without room for its last words tells that`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await Daemon.start(shell("echo no room; exit 1"), logFile: "/dev/full")
        }
        #expect(error?.message.hasSuffix(", and its log `/dev/full` cannot be written") == true)
        #expect(error?.cause?.contains("No space left on device") == true)
    }

    @Test func `a daemon that ends before it is ready tells its last words`() async throws {
        try await withFolder { folder in
            try Files.write("from an earlier run\n", to: "\(folder)/log")
            let error = await #expect(throws: Diagnostic.self) {
                try await Daemon.start(shell("echo no room; exit 1"), logFile: "\(folder)/log")
            }
            #expect(error?.code == "process.not-ready")
            #expect(error?.related.map(\.message) == ["no room"])
        }
    }

    @Test func `a daemon that is never ready is ended`() async throws {
        try await withFolder { folder in
            var told: String?
            // A busy machine may need longer until it has said its number.
            for patience in [300, 5_000, 60_000] where told == nil {
                let error = await #expect(throws: Diagnostic.self) {
                    try await Daemon.start(
                        shell("echo $$; sleep 1000"), logFile: "\(folder)/log", patience: .milliseconds(patience))
                }
                #expect(error?.message == "`sh` did not become ready")
                told = error?.related.last?.message
            }
            let pid = try #require(told.flatMap { Int32($0) })
            #expect(Deployment.Process(pid: pid) == nil)
        }
    }

    @Test func `cancelling while a daemon starts ends it`() async throws {
        try await withFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await Daemon.start(shell("echo $$; sleep 1000"), logFile: "\(folder)/log")
                }
                var line = ""
                while line.isEmpty {
                    try await Task.sleep(for: .milliseconds(5))
                    line = (try? Files.readText("\(folder)/log")) ?? ""
                }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
                #expect(Deployment.Process(pid: try #require(Int32(line.dropLast()))) == nil)
            }
        }
    }

    @Test func `a process that has ended is not taken for a later one with its number`() async throws {
        let own = try #require(Deployment.Process(pid: getpid()))
        #expect(own.isAlive)
        #expect(!Deployment.Process(pid: own.pid, started: own.started + 1, boot: own.boot).isAlive)
        #expect(!Deployment.Process(pid: own.pid, started: own.started, boot: "another boot").isAlive)
    }

    @Test func `ending takes along what a killed process left behind, and spares a later owner's of its number`()
        async throws
    {
        try await withFolder { folder in
            let daemon = try await Daemon.start(
                shell("sleep 1000 & echo $! >&3; wait"), logFile: "\(folder)/log")
            let child = try #require(Int32(daemon.announcement).flatMap { Deployment.Process(pid: $0) })
            kill(daemon.process.pid, SIGKILL)
            while daemon.process.isAlive { try await Task.sleep(for: .milliseconds(5)) }
            // As if the number had been another's before: what is in the session now is not that one's.
            var earlier = daemon.process
            earlier.started -= min(earlier.started, 100_000)
            await earlier.end()
            #expect(child.isAlive)
            await daemon.process.end()
            #expect(!child.isAlive)
        }
    }

    @Test func `a daemon keeps a lock that it is given as long as it lives`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/lock"
            let ours = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            #expect(flock(ours, LOCK_EX) == 0)
            let daemon = try await Daemon.start(
                shell("[ -e /proc/$$/fd/4 ] && [ ! -e /proc/$$/fd/5 ] && echo >&3; exec sleep 1000"),
                logFile: "\(folder)/log", keeping: ours)
            close(ours)
            let another = open(path, O_RDWR | O_CLOEXEC)
            defer { close(another) }
            #expect(flock(another, LOCK_EX | LOCK_NB) != 0)
            await daemon.process.end()
            #expect(flock(another, LOCK_EX | LOCK_NB) == 0)
        }
    }

    @Test func `ending spares a later process with the same number`() async throws {
        try await withFolder { folder in
            let daemon = try await Daemon.start(shell("echo >&3; exec sleep 1000"), logFile: "\(folder)/log")
            var earlier = daemon.process
            earlier.started -= 1
            await earlier.end()
            #expect(daemon.process.isAlive)
            await daemon.process.end()
        }
    }
}
