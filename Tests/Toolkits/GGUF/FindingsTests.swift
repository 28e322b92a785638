import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

struct FindingsTests {
    @Test func `a sound file gives no findings`() throws {
        #expect(try findings(SampleModel.weights(), on: "arm64").isEmpty)
        #expect(try findings(SampleModel.llamafile(), on: "arm64").isEmpty)
        #expect(try findings(SampleModel.llamafile()).isEmpty)
    }

    @Test func `a llamafile without weights is an engine, and one without its end is not complete`() throws {
        var zip = ZipBuilder(SampleModel.engine())
        zip.add("readme", Array("hello".utf8), method: 0)
        #expect(try findings(zip.file()).map(\.code) == ["model.no-weights"])
        #expect(try findings(SampleModel.engine()).map(\.code) == ["model.no-archive"])
        #expect(try findings(SampleModel.engine()).allSatisfy { $0.severity == .warning })
    }

    @Test func `a program for another processor is an error where one was asked for`() throws {
        func elf(_ machine: UInt8) -> [UInt8] { SampleModel.elfHeader(machine: machine) + [0, 0] }
        #expect(try findings(elf(0x3E), on: "amd64").isEmpty)
        let wrong = try findings(elf(0x3E), on: "arm64")
        #expect(wrong.map(\.code) == ["model.architecture"] && wrong.map(\.severity) == [.error])
        #expect(wrong.first?.message.contains("`amd64`") == true)
        let strange = try findings(elf(0xF3))
        #expect(strange.map(\.code) == ["model.architecture"] && strange.map(\.severity) == [.warning])
    }

    @Test func `a part of a model is called that`() throws {
        var gguf = GGUFBuilder()
        gguf.number("split.no", 1)
        gguf.number("split.count", 3)
        gguf.number("split.tensors.count", 99)
        let facts = try ModelFile.inspect(MemoryBytes(gguf.file(data: 0)))
        #expect(facts.weights?.split?.number == 2 && facts.weights?.split?.count == 3)
        #expect(facts.weights?.split?.tensors == 99)
        #expect(facts.findings().map(\.code) == ["model.split"])
    }

    private func findings(_ file: [UInt8], on architecture: String? = nil) throws -> [Diagnostic] {
        try ModelFile.inspect(MemoryBytes(file)).findings(architecture: architecture)
    }
}
