import Glibc
import RecuaCore
import Testing

@testable import RecuaLocal
@testable import RecuaProcess

/// The plugin with its front as a process of its own, as a user has it.
@Suite(.timeLimit(.minutes(2))) struct LocalPluginTests {
    private let plugin = LocalPlugin()

    /// Built beside the tests.
    private let resident: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(Files.folder(of: program))/local-resident"
    }()

    private func run(
        _ scene: Scene, _ sections: LocalSections = LocalSections(), prior: Deployment? = nil, token: String = "token"
    ) async throws -> Deployment {
        let prior = try prior.map { try JSON(encoding: $0) }
        return try await plugin.run(
            scene.step(sections, input: Needs(scene.image), prior: prior, token: token, executable: resident))
    }

    private func observe(_ scene: Scene, _ output: Deployment?, token: String = "token") async throws -> String {
        switch try await plugin.observe(output, scene.step(input: NoInput(), token: token)) {
        case .present: "present"
        case .absent: "absent"
        case .drifted: "drifted"
        }
    }

    private func caller(_ deployment: Deployment, _ scene: Scene) throws -> Caller {
        Caller(
            port: try #require(deployment.url.split(separator: ":").last.flatMap { Int($0) }),
            engineLog: scene.front.engineLog)
    }

    @Test func `a stack is deployed, answers, is seen, and is gone after destroy`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            #expect(deployment.process?.isAlive == true)
            #expect(deployment.auth == .none)
            #expect(deployment.isStreaming)
            #expect(deployment.warning == nil)
            #expect(try await caller(deployment, scene).post("/echo", Array("hola".utf8)).text == "hola")
            #expect(try await observe(scene, deployment) == "present")
            try await plugin.destroy(deployment, scene.step(input: NoInput()))
            while !Running.naming(scene.folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await observe(scene, deployment) == "absent")
            try await plugin.destroy(deployment, scene.step(input: NoInput()))
            #expect(try Files.list(scene.front.path).filter { $0.hasSuffix(".json") } == [])
        }
    }

    @Test func `the same run again finds the front it started`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            #expect(try await run(scene) == deployment)
        }
    }

    @Test func `another configuration replaces the front on the same port`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            #expect(try await caller(first, scene).post("/echo", [1]).status == 201)
            let changed = LocalSections(function: FunctionKeys(timeout: 60))
            let second = try await run(scene, changed, prior: first, token: "other")
            #expect(second.url == first.url)
            #expect(second.process != first.process)
            #expect(first.process?.isAlive == false)
            #expect(try await caller(second, scene).post("/echo", [1]).status == 201)
        }
    }

    @Test func `a front whose records were lost is replaced on the same port`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            try Files.remove("\(scene.store.root)/plugins")
            for name in try Files.list(scene.front.path) { try Files.remove("\(scene.front.path)/\(name)") }
            let second = try await run(scene, prior: first)
            #expect(first.process?.isAlive == false)
            #expect(second.url == first.url)
        }
    }

    @Test func `a front that a crash left behind is found by its token`() async throws {
        try await Scene.with { scene async throws in
            _ = try await run(scene, token: "mine")
            #expect(try await observe(scene, nil, token: "mine") == "present")
            #expect(try await observe(scene, nil, token: "another") == "absent")
            let edited = scene.step(LocalSections(function: FunctionKeys(timeout: 60)), input: NoInput(), token: "mine")
            guard case .absent = try await plugin.observe(nil, edited) else {
                Issue.record("a front of other sections was adopted")
                return
            }
        }
    }

    @Test func `a deployment whose front was replaced has drifted`() async throws {
        try await Scene.with { scene async throws in
            var deployment = try await run(scene)
            deployment.process?.started -= 1
            #expect(try await observe(scene, deployment) == "drifted")
        }
    }

    @Test(arguments: LocalSection.Sandbox.allCases)
    func `the engine does not outlive a front that is killed`(sandbox: LocalSection.Sandbox) async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene, LocalSections(local: LocalSection(sandbox: sandbox)))
            #expect(try await caller(deployment, scene).post("/echo", [1]).status == 201)
            kill(try #require(deployment.process?.pid), SIGKILL)
            while !Running.naming(scene.folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await observe(scene, deployment) == "absent")
        }
    }

    @Test func `secrets reach the engine and are in no file`() async throws {
        try await Scene.with { scene async throws in
            let secret = LocalSections(
                function: FunctionKeys(environment: ["KEY": Secret(reference: "${env:API_KEY}")]))
            let deployment = try await run(scene, secret)
            #expect(try await caller(deployment, scene).get("/look").lines.contains("KEY=hidden"))
            for name in try Files.list(scene.front.path) {
                let text = try Files.readText("\(scene.front.path)/\(name)")
                #expect(!text.contains("hidden"), "\(name)")
            }
            let words = try Running.naming(scene.folder).map { try Files.readText("/proc/\($0)/cmdline") }
            #expect(words.allSatisfy { !$0.contains("hidden") })
        }
    }

    @Test func `without a sandbox every command is told so`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene, LocalSections(local: LocalSection(sandbox: .none)))
            #expect(deployment.warning == "runs without a sandbox")
        }
    }

    @Test func `a port that is in use is named, and not taken`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            let port = try caller(first, scene).port
            try await Scene.with { other async throws in
                let error = await #expect(throws: Diagnostic.self) {
                    try await run(other, LocalSections(local: LocalSection(port: port)))
                }
                #expect(error?.code == "local.port-taken")
                var moved = first
                moved.process = nil
                #expect(try await run(other, prior: moved).url != first.url)
            }
        }
    }

    @Test func `what runs stays when the port it should move to is in use`() async throws {
        try await Scene.with { scene async throws in
            let running = try await run(scene)
            try await Scene.with { other async throws in
                let port = try caller(try await run(other), other).port
                let moved = LocalSections(local: LocalSection(port: port))
                let error = await #expect(throws: Diagnostic.self) { try await run(scene, moved, prior: running) }
                #expect(error?.code == "local.port-taken")
            }
            #expect(try await observe(scene, running) == "present")
        }
    }

    @Test func `a front ends when the manifest's folder is deleted`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            #expect(try await caller(deployment, scene).post("/echo", [1]).status == 201)
            try Files.remove(scene.folder)
            while !Running.naming(scene.folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    @Test func `a front ends when its records are gone, in the project and outside`() async throws {
        try await Scene.with { scene async throws in
            _ = try await run(scene)
            try Files.remove("\(scene.store.root)/plugins")
            try Files.remove(scene.front.path)
            while !Running.naming(scene.folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    @Test func `a front whose starter was killed before it said a word does not run beside another`() async throws {
        try await Scene.with { scene async throws in
            let orphan = try await orphan(in: scene)
            async let second = run(scene)
            try Files.write("", to: "\(scene.folder)/go")
            let deployment = try await second
            // It may have become ready in the meantime: then it is found as it is, else it is replaced.
            #expect(!orphan.isAlive || deployment.process == orphan)
            #expect(deployment.process?.isAlive == true)
            let fronts = Running.naming("\(scene.front.path)/configuration.json")
            #expect(fronts == [deployment.process?.pid])
        }
    }

    @Test func `destroy finds a front whose starter was killed before it said a word`() async throws {
        try await Scene.with { scene async throws in
            let orphan = try await orphan(in: scene)
            try Files.write("", to: "\(scene.folder)/go")
            try await plugin.destroy(nil, scene.step(input: NoInput()))
            #expect(!orphan.isAlive)
        }
    }

    /// What `kill -9` leaves behind in the moment after the front was started: the front, which does not do anything
    /// before there is a file `go`, and none of its starter's descriptors.
    private func orphan(in scene: Scene) async throws -> Deployment.Process {
        let slow = "\(scene.folder)/slow"
        let script = "#!/bin/sh\nwhile [ ! -e '\(scene.folder)/go' ]; do sleep 0.01; done\nexec '\(resident)' \"$@\"\n"
        try Files.write(script, to: slow, mode: 0o755)
        try scene.front.write(try await scene.configuration())
        let host = scene.host(executable: slow)
        let command = try Front.command(for: host, configuration: scene.front.configuration, secrets: [:])
        let input = try MemoryFile.open(command.input ?? "")
        let readiness = try ReadinessPipe()
        defer { readiness.closeReader() }
        let lock = try await FrontLock.taken(scene.front.lockFile)
        let kept = fcntl(lock.descriptor, F_DUPFD_CLOEXEC, 16)
        defer {
            for descriptor in [input, kept] { close(descriptor) }
            withExtendedLifetime(lock) {}
        }
        let pid = try DetachedSpawn(
            program: slow, command: command, input: input, logFile: scene.front.log, ready: readiness.writer,
            kept: kept
        ).start()
        return try #require(Deployment.Process(pid: pid))
    }

    @Test func `a front that cannot start says why`() async throws {
        try await Scene.with { scene async throws in
            let error = await #expect(throws: Diagnostic.self) {
                try await plugin.run(scene.step(input: Needs(scene.image), executable: "/bin/false"))
            }
            #expect(error?.code == "process.not-ready")
        }
    }

    @Test func `an image for another processor is refused`() async throws {
        try await Scene.with { scene async throws in
            var image = scene.image
            image.architecture = "riscv"
            let error = await #expect(throws: Diagnostic.self) { try await plugin.run(scene.step(input: Needs(image))) }
            #expect(error?.code == "local.architecture")
        }
    }
}
