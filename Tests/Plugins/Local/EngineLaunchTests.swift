import RecuaCore
import RecuaOCI
import RecuaProcess
import Testing

@testable import RecuaLocal

@Suite struct EngineLaunchTests {
    private func launch(_ words: [String], bubblewrap: String? = nil) -> EngineLaunch {
        EngineLaunch(
            name: "llamas-chat", mounts: [.init(source: "/store/weights", path: "/opt/model/weights.gguf")],
            words: words,
            imagePort: 8080, environment: ["A": "1"], folder: "/", memory: 1024, temporary: 512,
            holders: .init(bubblewrap: bubblewrap, prlimit: "/usr/bin/prlimit", setpriv: "/usr/bin/setpriv"))
    }

    @Test(arguments: [
        (["engine", "--port", "8080"], ["engine", "--port", "9"]),
        (["engine", "--port=8080", "-c", "8080"], ["engine", "--port=9", "-c", "8080"]),
        (["engine", "--port"], ["engine", "--port", "--port", "9"]),
        (["engine"], ["engine", "--port", "9"]),
    ])
    func `the engine is told another port than the image's`(words: [String], told: [String]) {
        #expect(launch(words).words(port: 9) == told)
    }

    @Test func `a sandbox has an empty root and the image's files, read-only`() {
        let command = launch(["/opt/model/engine"], bubblewrap: "/usr/bin/bwrap").command(port: 9, secrets: ["S": "x"])
        #expect(
            command.description == """
                /usr/bin/prlimit --data=1073741824 -- /usr/bin/bwrap --unshare-all --share-net --die-with-parent \
                --new-session --cap-drop ALL --proc /proc --dev /dev --size 536870912 --tmpfs /tmp --ro-bind /store/weights \
                /opt/model/weights.gguf --dir / --remount-ro / --chdir / -- /opt/model/engine --port 9
                """)
        #expect(command.environment["S"] == "x")
    }

    @Test func `without a sandbox the words name the files themselves`() {
        let command = launch(["engine", "-m", "/opt/model/weights.gguf", "--lora=/opt/model/weights.gguf"])
            .command(port: 9, secrets: [:])
        #expect(
            command.description == """
                /usr/bin/prlimit --data=1073741824 -- /usr/bin/setpriv --pdeathsig KILL -- engine -m /store/weights \
                --lora=/store/weights --port 9
                """)
    }

    @Test func `a program in the store that may not be run is copied once, everything else stays`() async throws {
        let folder = "/tmp/recua-files-\(UInt64.random(in: 0 ... .max))"
        defer { try? Files.remove(folder) }
        let store = Store(root: folder)
        let file = try store.add(Array("program".utf8))
        let files = RunnableFiles(store: store, architecture: .machine, gate: KeyedGate())
        #expect(try await files.path(of: .init(path: "a", mode: 0o444, source: file)) == file.path)
        let program = try await files.path(of: .init(path: "a", mode: 0o555, source: file))
        #expect(program != file.path)
        #expect(Files.facts(program)?.isExecutable == true)
        #expect(try Files.readText(program) == "program")
        let inode = Files.facts(program)?.inode
        #expect(try await Files.facts(files.path(of: .init(path: "b", mode: 0o755, source: file)))?.inode == inode)
        #expect(
            try await files.path(
                of: .init(path: "a", mode: 0o555, source: StoredFile(path: program, sha256: file.sha256, size: 7)))
                == program)
    }

    @Test func `a missing bubblewrap names the package and the way out`() async {
        let error = await #expect(throws: Diagnostic.self) {
            try await Sandbox.bubblewrap(environment: ["PATH": "/nowhere"])
        }
        #expect(error?.code == "local.sandbox")
        #expect(error?.help?.contains("apt install bubblewrap") == true)
        #expect(error?.help?.contains("sandbox: none") == true)
    }
}
