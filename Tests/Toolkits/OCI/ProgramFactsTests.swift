import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct ProgramFactsTests {
    @Test func `a program is looked at before it goes into an image`() {
        let arm = ProgramFacts(head: SampleProgram.elf(machine: SampleProgram.arm64))
        #expect(problems(arm, .amd64).map(\.code) == ["image.architecture"])
        #expect(problems(arm, .arm64).isEmpty)
        let script = ProgramFacts(head: Array("#!/bin/sh\n".utf8))
        #expect(problems(script, .amd64).map(\.code) == ["image.not-a-program"])
        #expect(problems(script, .amd64).map(\.severity) == [.warning])
        let onlyArm = ProgramFacts(head: SampleProgram.portable(machines: [SampleProgram.arm64]))
        #expect(problems(onlyArm, .amd64).map(\.code) == ["image.architecture"])
        #expect(problems(onlyArm, .arm64).isEmpty)
    }

    @Test func `a program that needs a loader is told from one that stands alone`() async throws {
        try await withScratchFolder { folder in
            let file = try folder.store.digest(ofLocalFile: "/bin/sh")
            let shell = try ProgramFacts.of(file, store: folder.store)
            #expect(problems(shell, .machine).map(\.code) == ["image.needs-loader"])
            #expect(shell.problems(on: .machine, isAlone: false, name: "sh").isEmpty)
        }
    }

    @Test(arguments: [SampleProgram.portable(), SampleProgram.elf(), Array("#!/bin/sh\n".utf8), []])
    func `what a file's head says is known without the file from then on`(bytes: [UInt8]) async throws {
        try await withScratchFolder { folder in
            let file = try folder.stored(bytes)
            let first = try ProgramFacts.of(file, store: folder.store)
            #expect(first == ProgramFacts(head: Array(bytes.prefix(ProgramFacts.headSize))))
            try Files.remove(file.path)
            #expect(try ProgramFacts.of(file, store: folder.store) == first)
        }
    }

    @Test(
        arguments: [
            [:], ["scheme": 0, "isPortable": false, "headers": [:], "needsLoader": false],
            ["scheme": 1, "isPortable": true, "headers": ["amd64": [1, 2, 3]], "needsLoader": false],
            ["scheme": 1, "isPortable": false, "headers": ["amd64": [127, 69, 76, 70]], "needsLoader": false],
            ["scheme": 1, "isPortable": true, "headers": ["riscv64": []], "needsLoader": false],
        ] as [JSON])
    func `a record that is not sound is made again`(record: JSON) async throws {
        try await withScratchFolder { folder in
            let file = try folder.stored(SampleProgram.portable())
            try folder.store.setRecord("heads", file.sha256, record)
            #expect(try ProgramFacts.of(file, store: folder.store).header(for: .arm64)?.count == 64)
            let kept = try #require(folder.store.record("heads", file.sha256))
            #expect(kept["headers"]?["amd64"]?.array?.count == 64)
        }
    }

    @Test func `a record cut short is made again`() async throws {
        try await withScratchFolder { folder in
            let file = try folder.stored(SampleProgram.portable())
            let facts = try ProgramFacts.of(file, store: folder.store)
            try folder.write("{\"headers\":{\"amd64\":[127", to: "store/records/heads/\(file.sha256.hex)")
            #expect(try ProgramFacts.of(file, store: folder.store) == facts)
        }
    }

    @Test func `a file that is not what its digest says gets no record`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(SampleProgram.portable(), to: "engine")
            let file = StoredFile(path: path, sha256: Digest(of: "other"), size: 20_000)
            let error = #expect(throws: Diagnostic.self) { try ProgramFacts.of(file, store: folder.store) }
            #expect(error?.code == "store.changed")
            #expect(folder.store.record("heads", file.sha256) == nil)
            let unpacking = #expect(throws: Diagnostic.self) { try UnpackedFacts.of(file, store: folder.store) }
            #expect(unpacking?.code == "store.changed")
            #expect(folder.store.record("unpacked", file.sha256) == nil)
        }
    }

    @Test(arguments: Architecture.allCases)
    func `a layer with an assimilated program is made again without the program`(architecture: Architecture)
        async throws
    {
        try await withScratchFolder { folder in
            let file = try folder.stored(SampleProgram.portable())
            let entry = Image.Entry(path: "opt/a.llamafile", mode: 0o755, source: file, isAssimilated: true)
            let layer = try FileLayer(entries: [entry], architecture: architecture, store: folder.store)
            try Files.remove(file.path)
            #expect(try FileLayer(entries: [entry], architecture: architecture, store: folder.store) == layer)
        }
    }

    private func problems(_ facts: ProgramFacts, _ architecture: Architecture) -> [Diagnostic] {
        facts.problems(on: architecture, isAlone: true, name: "engine")
    }
}
