import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

struct ModelFileTests {
    @Test func `a GGUF file says what model it holds`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(SampleModel.weights(), to: "tiny.gguf")
            let facts = try ModelFile.inspect(path: path)
            let weights = try #require(facts.weights)
            #expect(facts.format == .gguf)
            #expect(weights.architecture == "llama")
            #expect(weights.name == "Tiny")
            #expect(weights.quantization == "Q8_0")
            #expect(weights.parameters == 64)
            #expect(weights.contextLength == 2048)
            #expect(weights.blocks == 4)
            #expect(weights.heads == [8])
            #expect(weights.keyValueHeads == [2])
            #expect(weights.vocabulary == 3)
            #expect(try JSON(encoding: facts).decode(ModelFileFacts.self) == facts)
        }
    }

    @Test func `weights are found inside a llamafile`() throws {
        let facts = try ModelFile.inspect(MemoryBytes(SampleModel.llamafile()))
        #expect(facts.format == .llamafile)
        #expect(facts.engine == .init(kind: .portable, architectures: ["amd64", "arm64"]))
        #expect(facts.weights?.member == "model.gguf")
        #expect(facts.weights?.name == "Tiny")
        #expect(facts.weights?.size == Int64(SampleModel.weights().count))
        #expect(facts.arguments == "-m\nmodel.gguf\n...\n")
    }

    @Test func `sizes beyond four gigabytes are read from where they then stand`() throws {
        var zip = ZipBuilder(SampleModel.engine())
        zip.add("model.gguf", SampleModel.weights(name: "Wide"), method: 0, isWide: true)
        #expect(try ModelFile.inspect(MemoryBytes(zip.file())).weights?.name == "Wide")
    }

    @Test func `the projector of a vision model is not taken for its weights`() throws {
        var zip = ZipBuilder(SampleModel.engine())
        zip.add("mmproj-model.gguf", SampleModel.weights(name: "Eyes", padding: 5000), method: 0)
        zip.add("model.gguf", SampleModel.weights(name: "Words"), method: 0)
        #expect(try ModelFile.inspect(MemoryBytes(zip.file())).weights?.name == "Words")
    }

    @Test func `a program alone is an engine`() throws {
        let elf = try ModelFile.inspect(
            MemoryBytes(SampleModel.elfHeader(machine: 0xB7) + [UInt8](repeating: 0, count: 100)))
        #expect(elf.format == .engine)
        #expect(elf.engine == .init(kind: .elf, architectures: ["arm64"]))
        #expect(try ModelFile.inspect(MemoryBytes(SampleModel.engine())).format == .engine)
        #expect(try ModelFile.inspect(MemoryBytes(Array("#!/bin/sh\n".utf8))).engine?.kind == .script)
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "model.html"),
        ("\n  <html>", "model.html"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "model.lfs-pointer"),
        ("{\"error\":\"Repository not found\"}", "model.unknown"),
        ("just some text", "model.unknown"),
        ("", "model.empty"),
    ])
    func `what servers hand out in place of a model is named`(text: String, code: String) {
        #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(Array(text.utf8))) }
        let found = #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(Array(text.utf8))) }
        #expect(found?.code == code)
    }

    @Test func `weights that end too early are refused`() {
        let whole = SampleModel.weights()
        let found = #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(Array(whole.dropLast()))) }
        #expect(found?.code == "model.truncated")
    }

    @Test func `what is missing of a file is counted`() throws {
        let whole = SampleModel.weights()
        let found = #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(Array(whole.dropLast(7)))) }
        #expect(found?.message.contains("7 of \(whole.count) bytes are missing") == true)
    }

    @Test(arguments: [(UInt32(1), "version 1"), (7, "version 7"), (UInt32(3).byteSwapped, "big-endian")])
    func `a GGUF of another age or byte order is named`(version: UInt32, words: String) {
        var gguf = GGUFBuilder()
        gguf.version = version
        let found = #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(gguf.file(data: 0))) }
        #expect(found?.code == "model.gguf" && found?.message.contains(words) == true)
    }

    @Test func `the mix of quantisations is told, types newer than this Recua too`() throws {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        gguf.tensor("a", dimensions: [256, 2], type: 12)
        gguf.tensor("b", dimensions: [8], type: 0, offset: 288)
        gguf.tensor("c", dimensions: [64], type: 77, offset: 320)
        let weights = try #require(try ModelFile.inspect(MemoryBytes(gguf.file(data: 400))).weights)
        #expect(weights.mix.map(\.type) == ["Q4_K", "type 77", "F32"])
        #expect(weights.mix.map(\.parameters) == [512, 64, 8])
        #expect(weights.mix.map(\.bytes) == [288, nil, 32])
        #expect(weights.quantization == "Q4_K")
        #expect(weights.parameters == 584)
    }

    @Test func `compressed weights are refused`() {
        let found = #expect(throws: Diagnostic.self) {
            try ModelFile.inspect(MemoryBytes(SampleModel.llamafile(method: 8)))
        }
        #expect(found?.code == "model.compressed")
    }

    @Test func `the ELF headers of a portable executable are what its shell script would write`() {
        let headers = PortableExecutable.elfHeaders(in: SampleModel.engine())
        #expect(headers.map(\.bytes) == [SampleModel.elfHeader(machine: 0x3E), SampleModel.elfHeader(machine: 0xB7)])
    }
}
