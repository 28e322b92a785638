import NIOCore
import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct FileLayerTests {
    @Test(arguments: [0, 1, 511, 512, 60_000, 65_535, 131_070, 1_048_576, 1_200_000])
    func `a layer is a gzip stream that every tar reads`(size: Int) async throws {
        try await withScratchFolder { folder in
            let bytes = noise(size)
            let blob = try await layer(bytes, in: folder)
            let stream = try await blob.open(at: 0).allBytes()
            #expect(Int64(stream.count) == blob.size)
            #expect(Digest(of: stream) == blob.digest)
            let archive = try folder.write(stream, to: "layer.tar.gz")
            try await runTool("gzip", ["-t", archive])
            #expect(try await runTool("tar", ["-tzf", archive]) == "opt/\nopt/recua/\nopt/recua/weights\n")
            try Files.createFolder(folder.path("out"))
            try await runTool("tar", ["-C", folder.path("out"), "-xzf", archive])
            #expect(try Files.read(folder.path("out/opt/recua/weights")) == bytes)
        }
    }

    @Test func `a layer opens at any offset`() async throws {
        try await withScratchFolder { folder in
            let blob = try await layer(noise(1_300_000), in: folder)
            let whole = try await blob.open(at: 0).allBytes()
            let end = whole.count
            for offset in [
                1, 9, 10, 11, 15, 500, 65_549, 65_550, 65_551, 1_048_650, 1_200_001, end - 9, end - 8, end - 1,
            ] {
                let rest = try await blob.open(at: Int64(offset)).allBytes()
                #expect(rest.elementsEqual(whole[offset...]), "from byte \(offset) on")
            }
        }
    }

    @Test func `the digests of a layer are computed once`() async throws {
        try await withScratchFolder { folder in
            let file = try folder.stored(noise(100_000))
            let layer = try FileLayer(
                entries: [Image.Entry(path: "a/b", mode: 0o644, source: file)], architecture: .amd64,
                store: folder.store)
            let first = try await layer.digests(in: folder.store)
            try Files.remove(file.path)
            #expect(try await layer.digests(in: folder.store) == first)
        }
    }

    @Test func `the same file gives the same layer wherever it lies`() async throws {
        try await withScratchFolder { folder in
            let bytes = noise(5000)
            let layers = try ["one", "two"].map { name in
                let file = StoredFile(path: try folder.write(bytes, to: name), sha256: Digest(of: bytes), size: 5000)
                return try FileLayer(
                    entries: [Image.Entry(path: "a", mode: 0o644, source: file)], architecture: .amd64,
                    store: folder.store)
            }
            #expect(layers[0].key == layers[1].key)
            let other = try FileLayer(
                entries: [Image.Entry(path: "a", mode: 0o755, source: layers[0].entries[0].source)],
                architecture: .amd64, store: folder.store)
            #expect(other.key != layers[0].key)
        }
    }

    @Test func `a digester takes the tar in pieces of any size`() async throws {
        try await withScratchFolder { folder in
            let blob = try await layer(noise(200_000), in: folder)
            var cursor = TarCursor(blob.layer)
            let tar = try [UInt8](unsafeUninitializedCapacity: Int(blob.layer.tarSize)) { buffer, count in
                try cursor.read(into: UnsafeMutableRawBufferPointer(buffer))
                count = buffer.count
            }
            for size in [1000, 65_535, 65_536, 1 << 20] {
                let digester = LayerDigester(tarSize: blob.layer.tarSize)
                var rest = tar[...]
                while !rest.isEmpty {
                    Array(rest.prefix(size)).withUnsafeBytes { digester.update($0) }
                    rest = rest.dropFirst(size)
                }
                #expect(digester.finish() == blob.digests)
            }
            #expect(LayerDigester(tarSize: 10).finish() == nil)
        }
    }

    @Test(arguments: [true, false])
    func `a file that changed after it was hashed never arrives whole`(isShorter: Bool) async throws {
        try await withScratchFolder { folder in
            var bytes = noise(2_500_000)
            let path = try folder.write(bytes, to: "weights")
            let file = StoredFile(path: path, sha256: Digest(of: bytes), size: Int64(bytes.count))
            let layer = try FileLayer(
                entries: [Image.Entry(path: "w", mode: 0o644, source: file)], architecture: .amd64, store: folder.store)
            let blob = LayerBlob(layer, try await layer.digests(in: folder.store))
            if isShorter { bytes.removeLast(10) } else { bytes[1_000_000] ^= 1 }
            try folder.write(bytes, to: "weights")
            var received: Int64 = 0
            let error = await #expect(throws: Diagnostic.self) {
                for try await chunk in blob.open(at: 0) { received += Int64(chunk.readableBytes) }
            }
            #expect(error?.code == "store.changed")
            #expect(received < blob.size)
        }
    }

    @Test func `a file that is not what its digest says gets no record`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(noise(1000), to: "weights")
            let file = StoredFile(path: path, sha256: Digest(of: "other"), size: 1000)
            let layer = try FileLayer(
                entries: [Image.Entry(path: "w", mode: 0o644, source: file)], architecture: .amd64, store: folder.store)
            await #expect(throws: Diagnostic.self) { try await layer.digests(in: folder.store) }
            #expect(folder.store.record("layers", layer.key) == nil)
        }
    }

    private func layer(_ bytes: [UInt8], in folder: ScratchFolder) async throws -> LayerBlob {
        let file = try folder.stored(bytes)
        let entry = Image.Entry(path: "opt/recua/weights", mode: 0o644, source: file)
        let layer = try FileLayer(entries: [entry], architecture: .amd64, store: folder.store)
        return LayerBlob(layer, try await layer.digests(in: folder.store))
    }
}
