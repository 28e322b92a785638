import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct AssimilationTests {
    @Test(arguments: Architecture.allCases)
    func `the header for an architecture is found in the script`(architecture: Architecture) {
        let machine = architecture == .amd64 ? SampleProgram.amd64 : SampleProgram.arm64
        let found = Assimilation.header(in: SampleProgram.portable(), architecture: architecture)
        #expect(found == SampleProgram.header(machine: machine))
    }

    @Test func `what is no portable executable has no header`() {
        #expect(Assimilation.header(in: SampleProgram.elf(), architecture: .amd64) == nil)
        #expect(Assimilation.header(in: [], architecture: .amd64) == nil)
        #expect(Assimilation.header(in: Array("MZqFpD='\nprintf '\\177ELF".utf8), architecture: .amd64) == nil)
        let onlyArm = SampleProgram.portable(machines: [SampleProgram.arm64])
        #expect(Assimilation.header(in: onlyArm, architecture: .amd64) == nil)
    }

    @Test func `only the first 64 bytes of a llamafile change in its layer`() async throws {
        try await withScratchFolder { folder in
            let bytes = SampleProgram.portable(size: 200_000)
            let entry = Image.Entry(
                path: "opt/a.llamafile", mode: 0o755, source: try folder.stored(bytes), isAssimilated: true)
            let layer = try FileLayer(entries: [entry], architecture: .amd64, store: folder.store)
            let blob = LayerBlob(layer, try await layer.digests(in: folder.store))
            let archive = try folder.write(try await blob.open(at: 0).allBytes(), to: "layer.tar.gz")
            try await runTool("tar", ["-C", folder.path, "-xzf", archive])
            let expected = SampleProgram.header(machine: SampleProgram.amd64) + bytes[64...]
            #expect(try Files.read(folder.path("opt/a.llamafile")) == expected)
            try Assimilation.materialise(entry, architecture: .amd64, to: folder.path("copy"))
            #expect(try Files.read(folder.path("copy")) == expected)
            #expect(Files.facts(folder.path("copy"))?.isExecutable == true)
        }
    }

    @Test func `many who write the same program at once leave it whole, and nothing else`() async throws {
        try await withScratchFolder { folder in
            let bytes = SampleProgram.portable(size: 3_000_000)
            let entry = Image.Entry(
                path: "opt/a.llamafile", mode: 0o755, source: try folder.stored(bytes), isAssimilated: true)
            let place = folder.path("programs/a")
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try Assimilation.materialise(entry, architecture: .amd64, to: place)
                        return try Files.read(place)
                    }
                }
                let expected = SampleProgram.header(machine: SampleProgram.amd64) + bytes[64...]
                for try await found in group { #expect(found == expected) }
            }
            #expect(try Files.list(folder.path("programs")) == ["a"])
        }
    }
}
