import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua fetch` and `recua build` as processes: killed, side by side, without room, and watched by strace.
@Suite(.timeLimit(.minutes(4)), .serialized) struct FetchProcessTests {
    @Test func `a fetch that is killed again and again goes on each time, and ends with the right file`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 40_000_000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                for kill in 1...5 {
                    server.stopAfter(Int64(kill) * 7_000_000)
                    try await killed(recua.command("fetch"), once: { server.isStopped })
                }
                server.stopAfter(nil)
                let finished = try await recua.run("fetch", "--json")
                #expect(finished.status == .exited(0), "\(finished.errorOutput)")
                #expect(finished.output.contains(server.digest.hex))
                // What was on its way when a process died comes again, and what the journal had not named yet.
                #expect(server.sent < server.size + 5 * 2 * 8_000_000)
                #expect(try Files.list(folder.path("store/partial")).isEmpty)
                #expect(try Store.digest(ofFile: folder.path("store/sha256/\(server.digest.hex)")) == server.digest)
            }
        }
    }

    @Test func `of two that want one file, one fetches it and both have it`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 20_000_000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                // Two projects that share a store: of one project, the second would wait for its lock.
                let other = folder.path("other")
                try Files.write(Files.read(folder.path("recua.yaml")), to: "\(other)/recua.yaml")
                try Files.write(Files.read(folder.path("engine")), to: "\(other)/engine", mode: 0o755)
                let second = Command(
                    RecuaBinary.path, ["fetch"], environment: recua.environment, folder: other)
                async let one = recua.run("fetch")
                async let two = second.run()
                for finished in try await [one, two] {
                    #expect(finished.status == .exited(0), "\(finished.errorOutput)")
                }
                #expect(server.sent == server.size)
            }
        }
    }

    @Test func `the image of a fetched model is built without opening its weights`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 3_000_000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                #expect(try await recua.run("fetch").status == .exited(0))
                let command = recua.command("build")
                let traced = Command(
                    "strace",
                    ["-f", "-y", "-e", "trace=open,openat,openat2,read,pread64,mmap", command.executable]
                        + command.arguments,
                    environment: command.environment, folder: command.folder)
                let finished = try await traced.run(outputLimit: 64 << 20)
                #expect(finished.status == .exited(0))
                let calls = finished.errorOutput.split(separator: "\n")
                #expect(calls.contains { $0.contains("records/layers/") })
                let opened = calls.filter { $0.contains("store/sha256/") }
                #expect(opened.isEmpty, "\(opened)")
            }
        }
    }

    @Test func `a disk without room is told before anything is fetched`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 20_000_000))
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                let finished = try await boxed(
                    recua.command("fetch"), ["--size", "5000000", "--tmpfs", folder.path("store")], in: folder)
                #expect(finished.status == .exited(1))
                #expect(finished.errorOutput.contains("[fetch.disk]"), "\(finished.errorOutput)")
                #expect(finished.errorOutput.contains("RECUA_STORE"))
                #expect(server.sent < server.size / 2)
            }
        }
    }

    @Test func `a disk that fills up is told, and what came stays`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 20_000_000), tellsSize: false)
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                let finished = try await boxed(
                    recua.command("fetch"), ["--size", "5000000", "--tmpfs", folder.path("store")], in: folder)
                #expect(finished.status == .exited(1))
                #expect(finished.errorOutput.contains("the disk is full"), "\(finished.errorOutput)")
            }
        }
    }

    @Test(arguments: ["store", "store/partial"]) func `a store that cannot be written to is told`(made: String)
        async throws
    {
        let server = SlowServer(SampleModel.weights())
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                try Files.createFolder(folder.path(made))
                let finished = try await boxed(
                    recua.command("fetch"), ["--ro-bind", folder.path("store"), folder.path("store")], in: folder)
                #expect(finished.status == .exited(1))
                #expect(finished.errorOutput.contains("[store.write]"), "\(finished.errorOutput)")
                #expect(finished.errorOutput.contains("Read-only file system"))
            }
        }
    }

    @Test(arguments: [
        ["--limit-rate", "fast"], ["--limit-rate", "0"], ["--limit-rate", "99999999999G"],
    ])
    func `a rate that is none is refused before anything is fetched`(option: [String]) async throws {
        let server = SlowServer(SampleModel.weights())
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                let finished = try await recua.command(["fetch"] + option).run()
                #expect(finished.status == .exited(2))
                #expect(finished.errorOutput.contains("--limit-rate is `\(option[1])`"), "\(finished.errorOutput)")
                #expect(server.sent == 0)
            }
        }
    }

    @Test func `a total time limit ends a download, whose bytes stay`() async throws {
        let server = SlowServer(SampleModel.weights(padding: 20_000_000))
        server.stopAfter(9_000_000)
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                let recua = try project(origin, in: folder)
                var command = recua.command("fetch", "--limit-rate", "1G")
                command.environment["RECUA_DOWNLOAD_TIMEOUT"] = "2s"
                let finished = try await command.run()
                #expect(finished.errorOutput.contains("[fetch.time-limit]"), "\(finished.errorOutput)")
                server.stopAfter(nil)
                #expect(try await recua.run("fetch").status == .exited(0))
                #expect(server.sent < 2 * server.size)
            }
        }
    }

    // MARK: Projects and processes

    private func project(_ origin: String, in folder: ScratchFolder) throws -> RecuaBinary {
        try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
        try folder.write(
            """
            recua: 1
            project: fetching
            stacks:
              tiny:
                model: { engine: engine, weights: \(origin)/tiny.gguf }
                target: local

            """, to: "recua.yaml")
        return RecuaBinary(in: folder.path)
    }

    /// Starts the command, and sends it SIGKILL when `moment` has come.
    private func killed(_ command: Command, once moment: @escaping @Sendable () -> Bool) async throws {
        let running = RunningCommand()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await command.run(onStart: { running.start($0) }) }
            group.addTask {
                try await eventually("the server never got as far") { moment() }
                running.signal(SIGKILL)
            }
            try await group.waitForAll()
        }
    }

    /// Runs the command where some of its folders are others.
    private func boxed(_ command: Command, _ mounts: [String], in folder: ScratchFolder) async throws -> Finished {
        try await Command(
            "bwrap", ["--dev-bind", "/", "/"] + mounts + ["--", command.executable] + command.arguments,
            environment: command.environment, folder: folder.path
        ).run()
    }
}
