import Glibc
import RecuaCore
import Testing

@testable import RecuaLocal

/// What becomes of a front whose project has lost its state folder.
@Suite(.timeLimit(.minutes(2))) struct LostFolderTests {
    private let plugin = LocalPlugin()
    private let fingerprint = Digest(of: "what it was made of")

    private let resident: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(Files.folder(of: program))/local-resident"
    }()

    private func run(_ scene: Scene, _ sections: LocalSections = LocalSections()) async throws -> Deployment {
        try await plugin.run(
            scene.step(sections, input: Needs(scene.image), fingerprint: fingerprint, executable: resident))
    }

    private func find(
        _ scene: Scene, image: Image? = nil, fingerprint: Digest? = nil, name: String = "chat"
    ) async throws -> Observation<Deployment> {
        try await plugin.find(
            scene.step(input: Needs(image ?? scene.image), fingerprint: fingerprint ?? self.fingerprint, name: name))
    }

    @Test func `it goes on, makes no folder, is found as it was left, and is ended by destroy`() async throws {
        try await Scene.with { scene async throws in
            #expect(words(try await find(scene)) == ["absent"])
            let deployment = try await run(scene)
            try Files.remove(scene.front.path)
            let port = try #require(deployment.url.split(separator: ":").last.flatMap { Int($0) })
            let caller = Caller(port: port, engineLog: scene.front.engineLog)
            #expect(try await caller.post("/echo", Array("hola".utf8)).text == "hola")
            #expect(!Files.exists(scene.front.path))
            guard case .present(let found) = try await find(scene) else {
                Issue.record("it was not found")
                return
            }
            #expect(found == deployment)
            try await plugin.destroy(found, scene.step(input: NoInput()))
            #expect(deployment.process?.isAlive == false)
            #expect(words(try await find(scene)) == ["absent"])
        }
    }

    @Test func `it is told apart from what a run would start now, and from another stack's`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            try Files.remove(scene.front.path)
            #expect(
                words(try await find(scene, fingerprint: Digest(of: "else"))) == ["it was started with other settings"])
            var other = scene.image
            other.manifest.digest = Digest(of: "other image")
            #expect(
                words(try await find(scene, image: other, fingerprint: Digest(of: "else")))[0].hasPrefix("image was"))
            #expect(words(try await find(scene, name: "other")) == ["absent"])
            try await plugin.destroy(deployment, scene.step(input: NoInput()))
        }
    }

    @Test func `a survey names the stack of each front that runs`() async throws {
        try await Scene.with { scene async throws in
            let steps = [scene.step(input: NoInput(), name: "new")]
            #expect(try await plugin.survey(steps).isEmpty)
            let deployment = try await run(scene)
            try Files.remove(scene.front.path)
            let found = try await plugin.survey(steps)
            #expect(found.map(\.stack) == ["chat"] && found.map(\.step) == ["new"])
            #expect(found.map(\.output) == [deployment])
            let pid = try #require(deployment.process?.pid)
            kill(pid, SIGKILL)
            while deployment.process?.isAlive == true { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await plugin.survey(steps).isEmpty)
        }
    }

    @Test func `the next run takes it over, or replaces it when it would be another`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            try Files.remove(scene.front.path)
            let second = try await run(scene)
            #expect(second == first && second.process == first.process)
            #expect(scene.front.record?.process == first.process)
            try Files.remove(scene.front.path)
            let third = try await run(scene, LocalSections(function: FunctionKeys(timeout: 5)))
            #expect(first.process?.isAlive == false && third.process?.isAlive == true)
            #expect(third.url == first.url)
        }
    }

    @Test func `a run that would leave it another record than it looks for replaces it`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            var record = try #require(scene.front.record)
            record.owner?.folder = "\(scene.folder)/earlier"
            try scene.front.write(record)
            let second = try await run(scene)
            #expect(first.process?.isAlive == false && second.process?.isAlive == true)
            #expect(second.url == first.url)
        }
    }

    @Test func `a run takes over one that an earlier Recua started, and says whose it is`() async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            var record = try #require(scene.front.record)
            record.owner = nil
            try scene.front.write(record)
            #expect(try await run(scene) == first)
            #expect(scene.front.record?.owner?.folder == scene.folder)
        }
    }

    @Test(arguments: ["link", "stacks"])
    func `a run takes it over where the manifest's folder has another name, in the same project`(
        name: String
    ) async throws {
        try await Scene.with { scene async throws in
            let first = try await run(scene)
            let folder = "\(scene.folder)/\(name)"
            if name == "link" { #expect(symlink(scene.folder, folder) == 0) } else { try Files.createFolder(folder) }
            let again = Scene(folder: folder, store: scene.store, image: scene.image)
            #expect(try await run(again) == first)
            #expect(scene.front.record?.owner?.folder == folder)
        }
    }

    @Test func `in a copy of a project that has lost its folder it goes on whatever is done there`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            let copy = Scene(folder: "\(scene.folder)/copy", store: scene.store, image: scene.image)
            try Files.write(
                Files.read("\(scene.front.path)/front.json"), to: "\(copy.front.path)/front.json")
            try Files.remove(scene.front.path)
            let before = Step(
                stack: scene.step(input: NoInput()).stack, sections: LocalSections(), input: NoInput(), token: "token",
                host: copy.host())
            let reason = "what runs at \(deployment.url) belongs to the project in `\(scene.folder)`"
            // With the record that was copied, and by the one outside of the project alone.
            for step in [before, copy.step(input: NoInput())] {
                let left = await #expect(throws: LeftAlone.self) { try await plugin.destroy(deployment, step) }
                #expect(left?.reason == reason && deployment.process?.isAlive == true)
            }
            let own = try await plugin.run(
                copy.step(
                    input: Needs(copy.image), prior: JSON(encoding: deployment), fingerprint: fingerprint,
                    executable: resident))
            #expect(own.process != deployment.process && deployment.process?.isAlive == true)
            #expect(words(try await find(scene)) == ["present"])
            try await plugin.destroy(own, copy.step(input: NoInput()))
            try await plugin.destroy(deployment, scene.step(input: NoInput()))
            #expect(own.process?.isAlive == false && deployment.process?.isAlive == false)
        }
    }

    @Test func `in a copy of a project it is nobody's, and goes on whatever is done there`() async throws {
        try await Scene.with { scene async throws in
            let deployment = try await run(scene)
            let copy = Scene(folder: "\(scene.folder)/copy", store: scene.store, image: scene.image)
            for name in try Files.list(scene.front.path) {
                try Files.write(Files.read("\(scene.front.path)/\(name)"), to: "\(copy.front.path)/\(name)")
            }
            #expect(words(try await find(copy)) == ["absent"])
            let observed = try await plugin.observe(deployment, copy.step(input: NoInput()))
            #expect(words(observed) == ["absent"])
            // As `down` there has it from the copied ledger, with the other project's folder.
            let step = Step(
                stack: scene.step(input: NoInput()).stack, sections: LocalSections(), input: NoInput(), token: "token",
                host: copy.host())
            let left = await #expect(throws: LeftAlone.self) { try await plugin.destroy(deployment, step) }
            #expect(left?.reason == "what runs at \(deployment.url) belongs to the project in `\(scene.folder)`")
            #expect(deployment.process?.isAlive == true)
            #expect(try Files.list(copy.front.path).filter { $0.hasSuffix(".json") } == [])
            #expect(words(try await find(scene)) == ["present"])
            let own = try await plugin.run(
                copy.step(
                    input: Needs(copy.image), prior: JSON(encoding: deployment), fingerprint: fingerprint,
                    executable: resident))
            #expect(own.process != deployment.process && deployment.process?.isAlive == true)
            try await plugin.destroy(own, copy.step(input: NoInput()))
            #expect(own.process?.isAlive == false && deployment.process?.isAlive == true)
            try await plugin.destroy(deployment, scene.step(input: NoInput()))
            #expect(deployment.process?.isAlive == false)
        }
    }

    private func words(_ observation: Observation<Deployment>) -> [String] {
        switch observation {
        case .present: ["present"]
        case .absent: ["absent"]
        case .drifted(_, let differences): differences.map(\.description)
        }
    }
}
