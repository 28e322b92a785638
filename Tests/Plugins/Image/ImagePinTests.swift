import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

/// What tags of a real registry stand for, and what becomes of images that are pinned.
@Suite struct ImagePinTests {
    private func pin(_ pointer: String, _ image: JSON, _ folder: ScratchFolder) async throws -> Pin? {
        let sections: JSON = ["image": image]
        let step = Step(
            stack: StackFacts.testing(folder: folder, target: "lambda"),
            sections: try sections.decode(ImageSections.self), input: NoInput(), token: "token",
            host: try StepHost.testing(folder: folder, environment: ["HOME": folder.path]))
        return try await ImagePlugin().pin(pointer, step)
    }

    /// An image with a file of that content in each variant, pushed as `base:1`.
    private func push(
        _ content: String, to registry: DockerRegistry, _ folder: ScratchFolder,
        for architectures: [Architecture] = Architecture.allCases
    ) async throws -> String {
        var base = SampleBase(in: folder, named: content)
        for architecture in architectures {
            try await base.add(architecture, ["etc/motd": Array("\(content) \(architecture)".utf8)])
        }
        return try await base.push(to: registry, as: "base")
    }

    private func error(_ reference: String, _ folder: ScratchFolder) async -> Diagnostic? {
        await #expect(throws: Diagnostic.self) {
            try await SampleBuild.image(["image": ["base": .string(reference)]], folder)
        }
    }

    @Test func `a tag stands for its index, or for its manifest where there is no index`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await push("several", to: registry, folder)
                let several = try await pin("/image/base", ["base": .string(base)], folder)
                let raw = try await SampleBuild.tool(
                    "skopeo", ["inspect", "--raw", "--tls-verify=false", "docker://\(base)"])
                #expect(raw.contains("\"manifests\""))
                #expect(several == Pin(sha256: Digest(of: Array(raw.utf8)), size: Int64(raw.utf8.count)))
                #expect(try await pin("/image/adapter", ["adapter": .string(base)], folder) == several)
                _ = try await push("one", to: registry, folder, for: [.machine])
                let one = try await pin("/image/base", ["base": .string(base)], folder)
                #expect(one != nil && one != several)
                #expect(try await pin("/image/base", ["base": "scratch"], folder) == nil)
            }
        }
    }

    @Test func `a pinned base stays, though its tag moves on`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await push("old", to: registry, folder)
                let pin = try #require(try await pin("/image/base", ["base": .string(base)], folder))
                let sections: JSON = ["image": ["base": .string("\(base)@\(pin.sha256)")]]
                let first = try await SampleBuild.image(sections, folder)
                _ = try await push("new", to: registry, folder)
                #expect(try await SampleBuild.image(sections, folder) == first)
                #expect(try await SampleBuild.image(["image": ["base": .string(base)]], folder) != first)
            }
        }
    }

    @Test func `a tag that moved is told apart from an image that is gone, and from a registry that is`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await push("old", to: registry, folder)
                let old = try #require(try await pin("/image/base", ["base": .string(base)], folder))
                _ = try await push("new", to: registry, folder)
                let new = try #require(try await pin("/image/base", ["base": .string(base)], folder))
                try await SampleBuild.tool(
                    "skopeo", ["delete", "--tls-verify=false", "docker://\(registry.host)/base@\(old.sha256)"])
                let moved = await error("\(base)@\(old.sha256)", folder)
                #expect(moved?.code == "image.moved")
                #expect(
                    moved?.message.contains("the tag stands for \(new.sha256) now") == true, "\(moved?.message ?? "")")
                #expect(moved?.help?.contains("recua lock --update") == true)
                let gone = await error("\(registry.host)/base:none@\(old.sha256)", folder)
                #expect(gone?.code == "registry.missing")
                let unreachable = await error("127.0.0.1:1/base:1@\(old.sha256)", folder)
                #expect(unreachable?.code.hasPrefix("network.") == true, "\(unreachable?.code ?? "")")
            }
        }
    }

    @Test func `an adapter fails by what is wrong, and a tag that moved has its own advice`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                func failure(_ reference: String) async -> Diagnostic? {
                    await #expect(throws: Diagnostic.self) {
                        try await SampleBuild.image(
                            ["image": ["adapter": .string(reference)]], folder, target: "lambda")
                    }
                }
                let adapter = try await push("old", to: registry, folder)
                let old = try #require(try await pin("/image/adapter", ["adapter": .string(adapter)], folder))
                _ = try await push("new", to: registry, folder)
                try await SampleBuild.tool(
                    "skopeo", ["delete", "--tls-verify=false", "docker://\(registry.host)/base@\(old.sha256)"])
                let moved = await failure("\(adapter)@\(old.sha256)")
                #expect(moved?.code == "image.moved")
                #expect(moved?.help?.contains("recua lock --update") == true, "\(moved?.help ?? "")")
                let gone = await failure("\(registry.host)/base:none@\(old.sha256)")
                #expect(gone?.code == "registry.missing")
                #expect(gone?.message.hasPrefix("the Lambda Web Adapter cannot be taken from `") == true)
                #expect(gone?.help?.contains("adapter: { path: FILE }") == true, "\(gone?.help ?? "")")
                let unreachable = await failure("127.0.0.1:1/base:1@\(old.sha256)")
                #expect(unreachable?.code.hasPrefix("network.") == true, "\(unreachable?.code ?? "")")
            }
        }
    }
}
