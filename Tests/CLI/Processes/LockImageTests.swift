import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua lock` and `--locked` with images that are named by tag, in a real registry.
@Suite struct LockImageTests {
    private func withBase(
        _ body: (RecuaBinary, DockerRegistry, ScratchFolder) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await publish("first", to: registry, folder)
                try folder.write(
                    """
                    recua: 1
                    project: images
                    defaults: { target: local }
                    stacks:
                      one:
                        model: { engine: local, weights: local.gguf }
                        image: { base: "\(registry.host)/base:1" }

                    """, to: "stacks/demo.yaml")
                try await body(RecuaBinary(in: folder.path, environment: [:]), registry, folder)
            }
        }
    }

    /// Puts an empty image of that author under `base:1`.
    private func publish(_ author: String, to registry: DockerRegistry, _ folder: ScratchFolder) async throws {
        let layout = folder.path("layout-\(author)")
        try await tool("umoci", ["init", "--layout", layout])
        try await tool("umoci", ["new", "--image", "\(layout):base"])
        try await tool("umoci", ["config", "--author", author, "--image", "\(layout):base"])
        try await tool(
            "skopeo",
            ["copy", "--dest-tls-verify=false", "oci:\(layout):base", "docker://\(registry.host)/base:1"])
    }

    @discardableResult
    private func tool(_ name: String, _ arguments: [String]) async throws -> String {
        try await Command(name, arguments, environment: Variables.process).runChecked()
    }

    private func entry(_ registry: DockerRegistry, _ folder: ScratchFolder) throws -> JSON? {
        try JSON(parsing: Files.readText(folder.path("stacks/recua.lock")))["sources"]?["\(registry.host)/base:1"]
    }

    @Test func `a tag is refused by --locked until it is locked, and then means the same image`() async throws {
        try await withBase { recua, registry, folder in
            let open = try await recua.run("validate", "--locked")
            #expect(open.status == .exited(5), "\(open.errorOutput)")
            #expect(open.errorOutput.contains("pins the image `\(registry.host)/base:1`  [lock.open]"))
            #expect(try await recua.run("lock", "--check").status == .exited(11))
            let lock = try await recua.run("lock")
            #expect(lock.output.contains("wrote stacks/recua.lock: 1 added"), "\(lock.output) \(lock.errorOutput)")
            let raw = try await tool(
                "skopeo", ["inspect", "--raw", "--tls-verify=false", "docker://\(registry.host)/base:1"])
            #expect(
                try entry(registry, folder) == [
                    "sha256": .string(Digest(of: Array(raw.utf8)).hex), "size": .integer(Int64(raw.utf8.count)),
                ])
            #expect(try await recua.run("validate", "--locked").status == .exited(0))
            #expect(try await recua.run("lock", "--check").status == .exited(0))
        }
    }

    @Test func `a tag that moved is 11 for --update --check, and a registry that is gone is a failure of its own`()
        async throws
    {
        try await withBase { recua, registry, folder in
            #expect(try await recua.run("lock").status == .exited(0))
            let before = try entry(registry, folder)
            try await publish("second", to: registry, folder)
            #expect(try await recua.run("lock").output == "1 source locked, none changed\n")
            let check = try await recua.run("lock", "--update", "--check")
            #expect(check.status == .exited(11), "\(check.errorOutput)")
            #expect(try entry(registry, folder) == before)
            #expect(try await recua.run("lock", "--update").output.contains("1 changed"))
            #expect(try entry(registry, folder) != before)
            let text = try Files.readText(folder.path("stacks/demo.yaml"))
            try folder.write(
                text.replacing("\(registry.host)/base:1", with: "127.0.0.1:1/base:1"), to: "stacks/demo.yaml")
            let broken = try await recua.run("lock", "--check", "--update")
            #expect(broken.errorOutput.contains("[network."), "\(broken.errorOutput)")
            #expect(broken.status != .exited(11) && broken.status != .exited(0))
        }
    }
}
