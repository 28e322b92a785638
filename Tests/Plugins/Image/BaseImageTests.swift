import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

/// Bases and adapters out of a real registry.
@Suite struct BaseImageTests {
    @Test(arguments: ["oci", "v2s2"], Architecture.allCases)
    func `each architecture gets its own variant of the base, the adapter and the engine`(
        format: String, architecture: Architecture
    ) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await base(folder).push(to: registry, as: "base", format: format)
                let adapter = try await adapter(folder).push(to: registry, as: "adapter", format: format)
                let sections: JSON = [
                    "image": ["base": .string(base), "adapter": .string(adapter)],
                    "function": ["architecture": .string(architecture.lambdaName)],
                ]
                let image = try await SampleBuild.image(
                    sections, folder, model: SampleBuild.llamafile(in: folder), target: "lambda")
                #expect(image.architecture == "\(architecture)")
                #expect(image.layers.map(\.role) == ["base", "llamafile", "adapter"])
                #expect(image.layers.allSatisfy { $0.blob.mediaType == MediaType.gzipLayer })
                let root = try await unpacked(image, folder)
                #expect(try Files.readText("\(root)/etc/architecture") == "\(architecture)")
                let adapterBytes = SampleProgram.elf(machine: machine(architecture), size: 900)
                #expect(try Files.read("\(root)/opt/extensions/lambda-adapter") == adapterBytes)
                let head = try Files.read("\(root)/opt/recua/Tiny.llamafile").prefix(64)
                #expect(Array(head) == SampleProgram.header(machine: machine(architecture)))
            }
        }
    }

    @Test func `a base's configuration stays, under the user's own`() async throws {
        try await withScratchFolder { folder in
            let layout = try await base(folder).layout()
            let sections: JSON = [
                "image": [
                    "base": ["layout": .string(layout)], "labels": ["b": "own"], "environment": ["PATH": "/usr/bin"],
                ]
            ]
            let image = try await SampleBuild.image(sections, folder)
            let config = try JSON(parsing: image.configText)["config"]
            #expect(config?["User"] == "7")
            #expect(config?["WorkingDir"] == "/srv")
            #expect(config?["Labels"] == ["a": "base", "b": "own"])
            #expect(image.environment["FROM"] == "base")
            #expect(image.environment["PATH"] == "/usr/bin")
        }
    }

    @Test func `a base and an adapter are pulled once, and work offline from then on`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await base(folder).push(to: registry, as: "base")
                let adapter = try await adapter(folder).push(to: registry, as: "adapter")
                let sections: JSON = ["image": ["base": .string(base), "adapter": .string(adapter)]]
                let first = try await SampleBuild.image(sections, folder, target: "lambda")
                let downloads = registry.downloads
                #expect(downloads > 0)
                #expect(try await SampleBuild.image(sections, folder, target: "lambda") == first)
                #expect(registry.downloads == downloads)
                #expect(try await SampleBuild.image(sections, folder, target: "lambda", isOffline: true) == first)
            }
        }
    }

    @Test func `what was never asked for cannot be had offline`() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["base": "localhost:1/base"]], folder, isOffline: true)
            }
            #expect(error?.code == "image.offline")
        }
    }

    @Test func `the adapter's digest is told, and stays when its tag moves on`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let adapter = try await adapter(folder).push(to: registry, as: "adapter")
                let messages = StepMessages()
                let sections: JSON = ["image": ["adapter": .string(adapter)]]
                let first = try await SampleBuild.image(sections, folder, target: "lambda", messages: messages)
                let origin = try #require(first.layers.last?.origin)
                let digest = try #require(origin.split(separator: "@").last.map(String.init))
                #expect(origin == "\(registry.host)/adapter@\(digest)")
                #expect(messages.log.contains("the Lambda Web Adapter is \(adapter)@\(digest)"))
                #expect(first.configText.contains(origin))
                var other = SampleBase(in: folder, named: "other")
                try await other.add(.amd64, ["lambda-adapter": SampleProgram.elf(size: 5000)])
                _ = try await other.push(to: registry, as: "adapter")
                #expect(try await SampleBuild.image(sections, folder, target: "lambda") == first)
                // By its digest it is the same, without a tag.
                let pinned: JSON = ["image": ["adapter": .string(origin)]]
                #expect(try await SampleBuild.image(pinned, folder, target: "lambda") == first)
            }
        }
    }

    @Test func `a base whose tag moved on is taken anew`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let base = try await base(folder).push(to: registry, as: "base")
                let first = try await SampleBuild.image(["image": ["base": .string(base)]], folder)
                var other = SampleBase(in: folder, named: "other")
                try await other.add(.machine, ["etc/new": Array("new".utf8)])
                _ = try await other.push(to: registry, as: "base")
                let second = try await SampleBuild.image(["image": ["base": .string(base)]], folder)
                #expect(second.layers.first?.diffID == other.variants[0].layers[0].diffID)
                #expect(second.layers.first != first.layers.first)
            }
        }
    }

    @Test func `a layer of plain tar travels as gzip, and it is said`() async throws {
        try await withScratchFolder { folder in
            var base = SampleBase(in: folder)
            try await base.add(.machine, ["etc/motd": Array("hello".utf8)], mediaType: MediaType.layer)
            let messages = StepMessages()
            let sections: JSON = ["image": ["base": ["layout": .string(try base.layout())]]]
            let image = try await SampleBuild.image(sections, folder, messages: messages)
            let layer = try #require(image.layers.first)
            #expect(layer.blob.mediaType == MediaType.gzipLayer)
            #expect(layer.diffID == base.variants[0].layers[0].diffID)
            #expect(layer.blob.digest != layer.diffID)
            #expect(messages.log.contains { $0.contains("plain tar") && $0.contains("\(layer.diffID)") })
            #expect(try Files.readText("\(try await unpacked(image, folder))/etc/motd") == "hello")
        }
    }

    @Test(arguments: [
        ("application/vnd.oci.image.layer.v1.tar+zstd", "zstd"),
        ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "foreign"),
    ])
    func `a layer that Lambda does not take is refused with words`(mediaType: String, word: String) async throws {
        try await withScratchFolder { folder in
            var base = SampleBase(in: folder)
            try await base.add(.machine, ["etc/motd": []], mediaType: mediaType)
            let layout = try base.layout()
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["base": ["layout": .string(layout)]]], folder)
            }
            #expect(error?.code == "oci.layer-format")
            #expect(error?.message.contains(word) == true)
            #expect(error?.help?.contains("gzip") == true)
        }
    }

    @Test func `a base without a variant for the function's architecture is refused`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                var base = SampleBase(in: folder)
                try await base.add(.arm64, ["a": []])
                let reference = try await base.push(to: registry, as: "base")
                let error = await #expect(throws: Diagnostic.self) {
                    try await SampleBuild.image(
                        ["image": ["base": .string(reference), "adapter": "none"]], folder, target: "lambda")
                }
                #expect(error?.code == "oci.architecture")
            }
        }
    }

    private func base(_ folder: ScratchFolder) async throws -> SampleBase {
        var base = SampleBase(in: folder)
        for architecture in Architecture.allCases {
            let bytes = [UInt8](repeating: 1, count: 30_000)
            try await base.add(
                architecture, ["etc/architecture": Array("\(architecture)".utf8), "usr/data": bytes])
        }
        return base
    }

    private func adapter(_ folder: ScratchFolder) async throws -> SampleBase {
        var base = SampleBase(in: folder, named: "adapter")
        for architecture in Architecture.allCases {
            try await base.add(
                architecture, ["lambda-adapter": SampleProgram.elf(machine: machine(architecture), size: 900)])
        }
        return base
    }

    private func machine(_ architecture: Architecture) -> UInt8 {
        architecture == .amd64 ? SampleProgram.amd64 : SampleProgram.arm64
    }

    /// The image's files, as umoci unpacks them.
    private func unpacked(_ image: Image, _ folder: ScratchFolder) async throws -> String {
        let layout = try await SampleBuild.layout(image, folder)
        try await SampleBuild.tool(
            "umoci", ["unpack", "--rootless", "--image", "\(layout):demo", folder.path("bundle")])
        return folder.path("bundle/rootfs")
    }
}
