import NIOCore
import RecuaCore
import RecuaTestSupport
import SystemPackage
import Testing

@testable import RecuaOCI

@Suite struct LayerCompressionTests {
    @Test(arguments: [0, 1, 1_046_000, 1_048_576, 3_500_000])
    func `a compressed layer is one gzip stream, which every tar reads`(size: Int) async throws {
        try await withScratchFolder { folder in
            let bytes = text(size)
            let layer = try layer(bytes, in: folder)
            let file = try await layer.compressed(in: folder.store)
            try await runTool("gzip", ["-t", folder.write(Files.read(file.path), to: "layer.gz")])
            // Nothing is left behind the first member's end.
            let rest = "import sys, zlib; d = zlib.decompressobj(31); d.decompress(open(sys.argv[1], 'rb').read()); "
            let members = try await TestTools.python(rest + "print(d.eof, len(d.unused_data))", [file.path])
            #expect(members == "True 0\n")
            try Files.createFolder(folder.path("out"))
            try await runTool("tar", ["-C", folder.path("out"), "-xzf", file.path])
            #expect(try Files.read(folder.path("out/opt/text")) == bytes)
            #expect(file.size < max(1000, layer.size / 2))
            let facts = try UnpackedFacts.of(file, store: folder.store)
            #expect(facts.diffID == (try await layer.digests(in: folder.store)).diffID)
            #expect(facts.size == layer.tarSize)
        }
    }

    @Test func `the bytes do not depend on how many pieces are made at once`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(text(6_000_000) + noise(3_000_000), in: folder)
            var results: [LayerCompressor.Result] = []
            var files: [[UInt8]] = []
            for width in [1, 2, 8] {
                let path = folder.path("\(width).gz")
                let file = try FileDescriptor.open(
                    FilePath(path), .writeOnly, options: .create, permissions: .ownerReadWrite)
                results.append(try await LayerCompressor(layer: layer, width: width).run(into: file) { _ in })
                try file.close()
                files.append(try Files.read(path))
            }
            #expect(Set(results).count == 1)
            #expect(Set(files).count == 1)
            #expect(results[0].digest == Digest(of: files[0]))
            #expect(Array(files[0].prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
        }
    }

    @Test func `a layer is compressed once`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(text(2_000_000), in: folder)
            var steps: [Int64] = []
            let first = try await layer.compressed(in: folder.store) { steps.append($0) }
            #expect(steps.first == 0 && steps.last == layer.tarSize && steps == steps.sorted())
            try removeFiles(of: layer)
            #expect(try await layer.compressed(in: folder.store) { _ in Issue.record("made again") } == first)
        }
    }

    @Test func `a compressed layer that was removed is made again, the same`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(text(2_000_000), in: folder)
            let first = try await layer.compressed(in: folder.store)
            try Files.remove(first.path)
            #expect(try await layer.compressed(in: folder.store) == first)
        }
    }

    @Test func `files that changed are told, and nothing of them stays`() async throws {
        try await withScratchFolder { folder in
            let bytes = text(2_000_000)
            let path = try folder.write(bytes, to: "text")
            let file = StoredFile(path: path, sha256: Digest(of: bytes), size: Int64(bytes.count))
            let layer = try FileLayer(
                entries: [Image.Entry(path: "opt/text", mode: 0o644, source: file)], architecture: .amd64,
                store: folder.store)
            _ = try await layer.digests(in: folder.store)
            try folder.write(noise(2_000_000), to: "text")
            let error = await #expect(throws: Diagnostic.self) { try await layer.compressed(in: folder.store) }
            #expect(error?.code == "store.changed")
            #expect(try Files.list(folder.path("store/sha256")).isEmpty)
        }
    }

    @Test func `compression that is cancelled leaves nothing behind`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(noise(5_000_000), in: folder)
            try removeRecords(in: folder)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try? await layer.compressed(in: folder.store) { done in
                        if done > 0 { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                }
            }
            #expect(try Files.list(folder.path("store/sha256")).allSatisfy { !$0.hasSuffix(".new") })
            #expect(!Files.exists(folder.path("store/records/compressed")))
        }
    }

    @Test func `skopeo and umoci take an image with compressed layers`() async throws {
        try await withScratchFolder { folder in
            var image = try await folder.image(weights: text(1_500_000))
            let stored = image.layers
            for index in image.layers.indices {
                image.layers[index] = try await image.layers[index].compressed(for: .amd64, store: folder.store)
            }
            #expect(image.layers.map(\.diffID) == stored.map(\.diffID))
            #expect(zip(image.layers, stored).allSatisfy { $0.blob.size < $1.blob.size })
            let recipe = ImageRecipe(
                architecture: .amd64, layers: image.layers, entrypoint: ["/opt/recua/engine"], port: 80,
                modelName: "tiny", weightsSize: 1)
            let layout = folder.path("layout")
            try await ImageLayout.write(image: recipe.image(), to: layout, name: "demo", store: folder.store)
            try await runTool("skopeo", ["copy", "oci:\(layout):demo", "oci:\(folder.path("copy")):demo"])
            try await runTool("umoci", ["unpack", "--rootless", "--image", "\(layout):demo", folder.path("bundle")])
            #expect(try Files.read(folder.path("bundle/rootfs/opt/recua/weights/tiny.gguf")) == text(1_500_000))
        }
    }

    private func layer(_ bytes: [UInt8], in folder: ScratchFolder) throws -> FileLayer {
        let entry = Image.Entry(path: "opt/text", mode: 0o644, source: try folder.stored(bytes))
        return try FileLayer(entries: [entry], architecture: .amd64, store: folder.store)
    }

    private func removeFiles(of layer: FileLayer) throws {
        for entry in layer.entries { try Files.remove(entry.source.path) }
    }

    private func removeRecords(in folder: ScratchFolder) throws { try Files.remove(folder.path("store/records")) }

    /// Bytes that compress, with repetitions that reach over the ends of pieces.
    private func text(_ count: Int) -> [UInt8] {
        let words = noise(5000).map { UInt8(ascii: "a") + $0 % 7 }
        return (0..<count).map { words[$0 % words.count] &+ UInt8($0 / 40_000 % 3) }
    }
}
