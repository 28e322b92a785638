import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `--locked`, `--offline`, and lock files that cannot be used or written.
@Suite struct LockPolicyTests {
    private static let commands = [
        "up", "fetch", "build", "publish", "render", "deploy", "smoke", "plan", "validate", "why",
    ]

    @Test(arguments: commands) func `5 for a source that nothing pins, wherever it is asked for`(command: String)
        async throws
    {
        try await withSources { project in
            let run = try await project.recua.run(command, "--locked")
            #expect(run.status == .exited(5), "\(run.errorOutput)")
            #expect(
                run.errorOutput.contains("stacks/demo.yaml:5:27: error: neither the manifest nor `stacks/recua.lock`"),
                "\(run.errorOutput)")
            #expect(run.errorOutput.contains("pins `\(SourceStacks.hub)`  [lock.open]"))
            #expect(run.errorOutput.contains("run: recua lock"))
            #expect(project.upstream.visits().isEmpty)
        }
    }

    @Test(arguments: [("1", 5), ("true", 5), ("0", 0), ("", 0), ("maybe", 2)])
    func `RECUA_LOCKED means the same, and a word that is neither is no way around it`(value: String, status: Int32)
        async throws
    {
        try await withSources(environment: ["RECUA_LOCKED": value]) { project in
            let run = try await project.recua.run("validate")
            #expect(run.status == .exited(status), "\(run.errorOutput)")
        }
    }

    @Test func `a pin that the manifest contradicts is a warning, and refused with --locked`() async throws {
        try await withSources { project in
            #expect(try await project.recua.run("lock").status == .exited(0))
            let own = String(repeating: "0", count: 64)
            try project.write(
                "one: { model: { engine: SERVER/engine, weights: { url: \(SourceStacks.hub), sha256: '\(own)' } } }")
            let loose = try await project.recua.run("validate")
            #expect(loose.status == .exited(0))
            #expect(loose.errorOutput.contains("warning: "), "\(loose.errorOutput)")
            #expect(loose.errorOutput.contains("[lock.stale]"))
            let strict = try await project.recua.run("plan", "--locked")
            #expect(strict.status == .exited(5))
            #expect(strict.errorOutput.contains("[lock.stale]"), "\(strict.errorOutput)")
            #expect(try await project.recua.run("lock").output.contains("1 dropped"))
            #expect(try await project.recua.run("plan", "--locked").status == .exited(0))
        }
    }

    @Test(arguments: ["{", "{\"recuaLock\": 2, \"sources\": {}}", "{\"recuaLock\": 1, \"sources\": {\"a\": {}}}"])
    func `2 for a lock file that cannot be understood, and nothing overwrites it`(text: String) async throws {
        try await withSources { project in
            try Files.write(text, to: project.lockPath)
            for command in [["validate"], ["fetch"], ["lock"], ["lock", "--update"]] {
                let run = try await project.recua.command(command).run()
                #expect(run.status == .exited(2), "\(run.errorOutput)")
                #expect(run.errorOutput.contains("stacks/recua.lock:1:"), "\(run.errorOutput)")
            }
            #expect(try Files.readText(project.lockPath) == text)
            #expect(try await project.recua.run("status").status == .exited(0), "what is deployed can still be seen")
        }
    }

    @Test func `two that lock at once lose nothing of each other's`() async throws {
        let two = "two: { model: { engine: SERVER/engine, weights: hf://owner/model/two.gguf } }"
        try await withSources("\(SourceStacks.one)\n\(two)") { project in
            async let first = project.recua.run("lock", "one")
            async let second = project.recua.run("lock", "two")
            let runs = try await [first, second]
            #expect(runs.allSatisfy { $0.status == .exited(0) }, "\(runs.map(\.errorOutput))")
            #expect(try project.entry(SourceStacks.hub) != nil)
            #expect(try project.entry("hf://owner/model/two.gguf") != nil)
            #expect(try Files.list(project.scratch.path("stacks")) == ["demo.yaml", "recua.lock"])
        }
    }

    @Test func `a lock that is killed as it writes leaves the old file, and the next one cleans up`() async throws {
        // Nothing is fetched for it, so that the first file to be renamed is the lock file.
        try await withSources("one: { model: { engine: local, weights: \(SourceStacks.hub) } }") { project in
            try Files.write(LockFile().text, to: project.lockPath)
            let locking = project.recua.command("lock")
            let killed = try await Command(
                "strace",
                [
                    "-f", "-q", "-e", "trace=rename", "-e", "inject=rename:signal=KILL", "-o",
                    project.scratch.path("trace"),
                ]
                    + [locking.executable] + locking.arguments,
                environment: locking.environment, folder: locking.folder
            ).run()
            #expect(killed.status != .exited(0))
            #expect(try Files.readText(project.lockPath) == LockFile().text)
            #expect(try Files.list(project.scratch.path("stacks")).count == 3, "it was not killed as it wrote")
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(try Files.list(project.scratch.path("stacks")) == ["demo.yaml", "recua.lock"])
            #expect(try project.entry(SourceStacks.hub) != nil)
        }
    }

    @Test func `a folder that cannot be written to is told, and the old file stays`() async throws {
        try await withSources { project in
            try Files.write(LockFile().text, to: project.lockPath)
            let stacks = project.scratch.path("stacks")
            let locking = project.recua.command("lock")
            let run = try await Command(
                "bwrap",
                ["--dev-bind", "/", "/", "--ro-bind", stacks, stacks, locking.executable] + locking.arguments,
                environment: locking.environment, folder: locking.folder
            ).run()
            #expect(run.status == .exited(1), "\(run.errorOutput)")
            #expect(
                run.errorOutput.contains("error: the lock file `stacks/recua.lock` cannot be written  [lock.write]"),
                "\(run.errorOutput)")
            #expect(try Files.readText(project.lockPath) == LockFile().text)
        }
    }

    @Test func `--offline takes what is in the store by its pin, and says what is missing`() async throws {
        try await withSources { project in
            #expect(try await project.recua.run("lock").status == .exited(0))
            _ = project.upstream.visits()
            let missing = try await project.recua.run("fetch", "--offline")
            #expect(missing.status == .exited(1), "\(missing.output)")
            #expect(missing.errorOutput.contains("[fetch.offline]"), "\(missing.errorOutput)")
            #expect(project.upstream.visits().isEmpty)
            #expect(try await project.recua.run("fetch").status == .exited(0))
            try Files.remove(project.scratch.path(".recua"))
            _ = project.upstream.visits()
            let present = try await project.recua.run("fetch", "--offline", "--locked")
            #expect(present.status == .exited(0), "\(present.errorOutput)")
            #expect(project.upstream.visits().isEmpty)
        }
    }

    @Test(arguments: [("1", 1), ("off", 0), ("perhaps", 2)])
    func `RECUA_OFFLINE means the same`(value: String, status: Int32) async throws {
        try await withSources(environment: ["RECUA_OFFLINE": value]) { project in
            let run = try await project.recua.run("fetch")
            #expect(run.status == .exited(status), "\(run.errorOutput)")
            #expect(project.upstream.visits().isEmpty == (status != 0))
        }
    }

    @Test func `a file that was replaced at its source is told apart from one that broke on its way`() async throws {
        try await withSources("one: { model: { engine: SERVER/engine, weights: SERVER/tiny.gguf } }") { project in
            #expect(try await project.recua.run("lock").status == .exited(0))
            try Files.remove(project.scratch.path("store"))
            project.upstream.publish(SampleModel.weights(name: "Other", padding: 9), commit: "b")
            let run = try await project.recua.run("fetch")
            #expect(run.status == .exited(1))
            #expect(run.errorOutput.contains("[fetch.upstream-changed]"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("recua lock --update"))
            #expect(try await project.recua.run("lock", "--update").status == .exited(0))
            #expect(try await project.recua.run("fetch", "--locked").status == .exited(0))
        }
    }
}
