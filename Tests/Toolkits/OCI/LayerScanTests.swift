import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

/// Layers as the system's own tar makes them.
@Suite struct LayerScanTests {
    @Test(arguments: ["gnu", "pax"]) func `odd members are seen as what they are`(format: String) async throws {
        try await withScratchFolder { folder in
            let long = String(repeating: "far/", count: 40) + "end"
            try folder.write("#!/bin/sh\n", to: "in/a/script", mode: 0o755)
            try folder.write(SampleProgram.elf(machine: SampleProgram.arm64), to: "in/a/program", mode: 0o755)
            try folder.write("text", to: "in/a/plain")
            try folder.write("text", to: "in/a/odd", mode: 0o755)
            try await runTool("ln", [folder.path("in/a/plain"), folder.path("in/a/second")])
            try await runTool("ln", ["-s", long, folder.path("in/a/link")])
            try await runTool("mkfifo", [folder.path("in/a/pipe")])
            try await runTool(
                "tar", ["-C", folder.path("in"), "--format", format, "--sort=name", "-czf", folder.path("a.tgz"), "a"])
            let layer = try scan(Files.read(folder.path("a.tgz")))
            let entries = try #require(layer.entries)
            func entry(_ name: String) -> TarEntry? { entries.first { $0.path == "a/\(name)" } }
            #expect(entry("second")?.kind == .hardLink && entry("second")?.target == "a/plain")
            #expect(entry("link")?.kind == .symbolicLink && entry("link")?.target == long)
            #expect(entry("pipe")?.kind == .pipe)
            #expect(
                layer.programs == [
                    "a/script": .script, "a/program": .elf(machine: 0xB7), "a/odd": .neither,
                ])
            #expect(layer.sums?.isGzip == true)
        }
    }

    @Test func `a path from the root on is kept as it was written`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("text", to: "in/file")
            try await runTool("tar", ["-P", "-czf", folder.path("a.tgz"), path])
            let entries = try #require(try scan(Files.read(folder.path("a.tgz"))).entries)
            #expect(entries.map(\.absolutePath) == [path])
            #expect(entries.map(\.path) == [String(path.dropFirst())])
        }
    }

    @Test func `the pieces that a layer comes in make no difference`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            let blob = try await image.blobs(store: folder.store)[1].open(at: 0).allBytes()
            let whole = scan(blob, piece: blob.count)
            #expect(whole.sums?.digest == image.layers[0].blob.digest)
            #expect(whole.sums?.diffID == image.layers[0].diffID)
            for piece in [1, 7, 511, 4096] { #expect(scan(blob, piece: piece) == whole) }
        }
    }

    @Test func `several gzip streams in a row are one layer`() throws {
        let blob: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]
        #expect(scan(blob + blob, piece: 3).damage == nil)
        #expect(scan(Array(blob.dropLast()), piece: 3).damage != nil)
    }

    private func scan(_ bytes: [UInt8], piece: Int = 100) -> LintLayer {
        let blob = Image.Blob(mediaType: MediaType.gzipLayer, digest: Digest(of: bytes), size: Int64(bytes.count))
        let scan = LayerScan(blob)
        var rest = bytes[...]
        while !rest.isEmpty {
            try? Array(rest.prefix(piece)).withUnsafeBytes { try scan.update($0) }
            rest = rest.dropFirst(piece)
        }
        return scan.finish(role: nil)
    }
}
