import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

struct RemoteHeaderTests {
    @Test(arguments: [10, 20_000]) func `of a file far away the header is read, in few windows`(tokens: Int)
        async throws
    {
        let file = model(tokens: tokens) + [UInt8](repeating: 7, count: 24 << 20)
        let remote = RemoteBytes(file)
        let facts = try await ModelFile.inspect(size: Int64(file.count), reading: remote.read)
        #expect(try facts == ModelFile.inspect(MemoryBytes(file)))
        #expect(facts.weights?.vocabulary == Int64(tokens))
        let header = tokens < 1000 ? 256 << 10 : 4 << 20
        #expect(remote.windows.count <= 6)
        #expect(remote.windows.map(\.count).reduce(0, +) <= 2 * header)
    }

    @Test func `of a llamafile far away the beginning, the end and the header are read`() async throws {
        let weights = SampleModel.weights(padding: 8 << 20)
        let file = SampleModel.llamafile(weights: weights)
        let remote = RemoteBytes(file)
        let facts = try await ModelFile.inspect(size: Int64(file.count), reading: remote.read)
        #expect(try facts == ModelFile.inspect(MemoryBytes(file)))
        #expect(facts.weights?.name == "Tiny" && facts.arguments != nil)
        #expect(remote.windows.map(\.count).reduce(0, +) < 1 << 20)
    }

    @Test func `without a known size the header says how large the weights are`() async throws {
        let file = SampleModel.weights(padding: 1 << 20)
        let facts = try await ModelFile.inspect(size: nil, reading: RemoteBytes(file).read)
        #expect(facts.size == nil)
        #expect(facts.weights?.size == Int64(SampleModel.weights().count))
    }

    @Test func `a stream that ends early is found out, also when nobody said how long it is`() async throws {
        let file = SampleModel.weights().dropLast(100)
        let error = await #expect(throws: Diagnostic.self) {
            try await ModelFile.inspect(size: nil, reading: RemoteBytes(Array(file)).read)
        }
        #expect(error?.code == "model.truncated")
        #expect(error?.message.contains("100 of") == true)
    }

    @Test func `a header without end is given up`() async throws {
        var gguf = GGUFBuilder()
        gguf.raw("a", type: 9, UInt32(8).littleEndianBytes + UInt64(1 << 40).littleEndianBytes)
        var endless = gguf.unpadded()
        let text = UInt64(1 << 16).littleEndianBytes + [UInt8](repeating: 0, count: 1 << 16)
        while endless.count < 80 << 20 { endless += text }
        let remote = RemoteBytes(endless)
        let error = await #expect(throws: Diagnostic.self) {
            try await ModelFile.inspect(size: nil, reading: remote.read)
        }
        #expect(error?.code == "model.gguf")
        #expect(remote.windows.map(\.count).reduce(0, +) <= 64 << 20)
    }

    private func model(tokens: Int) -> [UInt8] {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        gguf.texts(
            "tokenizer.ggml.tokens",
            (0..<tokens).map { "a long token, of which there are few: \($0) " + String(repeating: "x", count: 100) })
        gguf.tensor("t", dimensions: [8, 8], type: 0)
        return gguf.file(data: 256)
    }
}
