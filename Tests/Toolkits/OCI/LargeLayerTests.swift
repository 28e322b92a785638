import Glibc
import NIOCore
import RecuaCore
import RecuaTestSupport
import SystemPackage
import Testing

@testable import RecuaOCI

/// A file of 9 GiB, almost all of it a hole: what ustar cannot say, at no cost.
@Suite struct LargeLayerTests {
    private static let size: Int64 = 9 << 30
    /// Where something is written into the hole.
    private static let marks: [Int64] = [0, 65_530, (8 << 30) - 4, (8 << 30) + 9000, size - 7]
    private static let word = Array("llama!!".utf8)

    @Test func `a layer with 9 GiB is read at its header, at 8 GiB, and at its end`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(in: folder)
            let digests = LayerDigests(diffID: Digest(of: "a"), digest: Digest(of: "b"), crc32: 0x0102_0304)
            let blob = LayerBlob(layer, digests)
            #expect(blob.size == StoredGzip.streamSize(of: layer.tarSize))
            let start = layer.tarSize - Self.size - 1024
            for mark in Self.marks {
                let bytes = try await read(blob, tarOffset: start + mark, count: Self.word.count)
                #expect(bytes == Self.word, "at \(mark)")
            }
            let end = try await blob.open(at: blob.size - 8).allBytes()
            #expect(end == StoredGzip.trailer(crc32: 0x0102_0304, size: layer.tarSize))
        }
    }

    @Test func `GNU tar and Python's see a file of 9 GiB`() async throws {
        try await withScratchFolder { folder in
            let archive = try archive(of: layer(in: folder), in: folder)
            let listing = try await runTool("tar", ["--numeric-owner", "-tvf", archive])
            #expect(listing.contains("-rw-r--r-- 0/0      \(Self.size) 1970-01-01"), "\(listing)")
            #expect(listing.hasSuffix(" opt/large.gguf\n"))
            let script = "import sys, tarfile; print([(m.name, m.size) for m in tarfile.open(sys.argv[1])])"
            let found = try await TestTools.python(script, [archive])
            #expect(found == "[('opt', 0), ('opt/large.gguf', \(Self.size))]\n")
        }
    }

    @Test func `the end of a large layer is read without its file`() async throws {
        try await withScratchFolder { folder in
            let layer = try layer(in: folder)
            var cursor = TarCursor(layer, at: layer.tarSize - 1024)
            var end = [UInt8](repeating: 1, count: 1024)
            try Files.remove(folder.path("large.gguf"))
            try end.withUnsafeMutableBytes { try cursor.read(into: $0) }
            #expect(end.allSatisfy { $0 == 0 })
        }
    }

    private func layer(in folder: ScratchFolder) throws -> FileLayer {
        let path = try sparse(folder.path("large.gguf"), size: Self.size, marks: Self.marks)
        let file = StoredFile(path: path, sha256: Digest(of: "not read whole"), size: Self.size)
        let entry = Image.Entry(path: "opt/large.gguf", mode: 0o644, source: file)
        return try FileLayer(entries: [entry], architecture: .amd64, store: folder.store)
    }

    /// The layer's tar as a file, which is short since all zeros are left out.
    private func archive(of layer: FileLayer, in folder: ScratchFolder) throws -> String {
        let path = try sparse(folder.path("layer.tar"), size: layer.tarSize, marks: [])
        var head = [UInt8](repeating: 0, count: Int(layer.tarSize - Self.size - 1024))
        var cursor = TarCursor(layer)
        try head.withUnsafeMutableBytes { try cursor.read(into: $0) }
        let file = try SystemPackage.FileDescriptor.open(FilePath(path), .writeOnly)
        try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 0, head) }
        return path
    }

    private func sparse(_ path: String, size: Int64, marks: [Int64]) throws -> String {
        let file = try SystemPackage.FileDescriptor.open(
            FilePath(path), .writeOnly, options: .create, permissions: [.ownerReadWrite])
        try file.closeAfter {
            #expect(ftruncate(file.rawValue, Int(size)) == 0)
            for mark in marks { _ = try file.writeAll(toAbsoluteOffset: mark, Self.word) }
        }
        return path
    }

    /// What is at an offset of the tar, in the gzip stream: each byte of the tar lies in it as it is.
    private func read(_ blob: LayerBlob, tarOffset: Int64, count: Int) async throws -> [UInt8] {
        let block = Int64(StoredGzip.blockSize)
        var bytes: [UInt8] = []
        for place in tarOffset..<tarOffset + Int64(count) {
            for try await chunk in blob.open(at: 10 + 5 * (place / block + 1) + place) {
                bytes.append(try #require(chunk.getInteger(at: chunk.readerIndex)))
                break
            }
        }
        return bytes
    }
}
