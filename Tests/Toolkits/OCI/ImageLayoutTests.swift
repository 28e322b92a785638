import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct ImageLayoutTests {
    @Test func `skopeo and umoci take the layout, and unpack the very files`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            let layout = folder.path("layout")
            try await ImageLayout.write(image: image, to: layout, name: "demo", store: folder.store)
            let shown = try JSON(parsing: try await runTool("skopeo", ["inspect", "oci:\(layout):demo"]))
            #expect(shown["Digest"]?.string == "\(image.manifest.digest)")
            #expect(shown["Layers"]?.array?.count == 2)
            #expect(shown["Architecture"] == "amd64")
            try await runTool("skopeo", ["copy", "oci:\(layout):demo", "oci:\(folder.path("copy")):demo"])
            #expect(try await ImageLayout(folder.path("copy"), name: "demo").manifest().digest == image.manifest.digest)
            try await runTool("umoci", ["unpack", "--rootless", "--image", "\(layout):demo", folder.path("bundle")])
            let weights = try Files.read(folder.path("bundle/rootfs/opt/recua/weights/tiny.gguf"))
            #expect(weights == noise(300_000))
            #expect(Files.facts(folder.path("bundle/rootfs/opt/recua/engine"))?.isExecutable == true)
        }
    }

    @Test func `a layout is read back as it was written, and finds what was tampered with`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            let layout = try ImageLayout(folder.path("layout"))
            let found = try await layout.image(for: .amd64, store: folder.store)
            #expect(found.layers == image.layers.map(\.blob))
            #expect(found.diffIDs == image.layers.map(\.diffID))
            let base = try await BaseImage(from: layout, architecture: .amd64, store: folder.store)
            #expect(base.layers.map(\.uncompressedSize) == image.layers.map(\.uncompressedSize))
            await #expect(throws: Diagnostic.self) { try await layout.image(for: .arm64, store: folder.store) }
            try folder.write("{}", to: "layout/blobs/sha256/\(image.manifest.digest.hex)")
            let error = await #expect(throws: Diagnostic.self) {
                try await layout.image(for: .amd64, store: folder.store)
            }
            #expect(error?.code == "oci.damaged")
        }
    }

    @Test func `a layout replaces a layout and nothing else`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try folder.write("mine", to: "precious/diary.txt")
            let error = await #expect(throws: Diagnostic.self) {
                try await ImageLayout.write(image: image, to: folder.path("precious"), store: folder.store)
            }
            #expect(error?.code == "oci.not-a-layout")
            #expect(try Files.readText(folder.path("precious/diary.txt")) == "mine")
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            let other = try await folder.image(weights: noise(10, seed: 2))
            try await ImageLayout.write(image: other, to: folder.path("layout"), store: folder.store)
            #expect(try await ImageLayout(folder.path("layout")).manifest().digest == other.manifest.digest)
            #expect(!Files.exists(folder.path("layout/blobs/sha256/\(image.manifest.digest.hex)")))
            #expect(try Files.list(folder.path).filter { $0.hasPrefix("layout") } == ["layout"])
        }
    }

    @Test func `the same parts give the same image`() async throws {
        try await withScratchFolder { folder in
            let first = try await folder.image()
            try Files.remove(folder.path("store/records"))
            #expect(try await folder.image() == first)
        }
    }
}
