import RecuaGGUF
import RecuaTestSupport
import Testing

struct MemoryEstimateTests {
    /// Llama-3.2-3B: 28 layers, 8 key-value heads of 128: 112 KiB a token.
    @Test func `the cache of Llama 3 2 3B takes 112 KiB a token`() throws {
        let weights = try weights(layers: 28, heads: [24], keyValueHeads: [8], width: 3072)
        #expect(weights.keyValueBytesPerToken == 112 << 10)
        #expect(weights.memory(context: 8192).keyValueCache == 896 << 20)
    }

    @Test func `layers may have different numbers of heads`() throws {
        let weights = try weights(layers: 4, heads: [8, 8, 8, 8], keyValueHeads: [2, 0, 2, 0], width: 64)
        #expect(weights.keyValueBytesPerToken == 2 * 4 * (8 + 8))
    }

    @Test func `without key-value heads of their own, all heads count`() throws {
        let weights = try weights(layers: 2, heads: [4], keyValueHeads: [], width: 64)
        #expect(weights.keyValueBytesPerToken == 2 * (2 * 4) * (16 + 16))
    }

    @Test func `the total is more than its parts`() throws {
        let estimate = try weights(layers: 28, heads: [24], keyValueHeads: [8], width: 3072).memory(context: 4096)
        #expect(estimate.total > estimate.weights + estimate.keyValueCache + estimate.compute + estimate.engine)
    }

    private func weights(layers: UInt32, heads: [UInt32], keyValueHeads: [UInt32], width: UInt32) throws -> WeightsFacts
    {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        gguf.number("llama.block_count", layers)
        gguf.number("llama.embedding_length", width)
        for (key, values) in [("head_count", heads), ("head_count_kv", keyValueHeads)] where !values.isEmpty {
            if values.count == 1 {
                gguf.number("llama.attention.\(key)", values[0])
            } else {
                gguf.numbers("llama.attention.\(key)", values)
            }
        }
        return try #require(try ModelFile.inspect(MemoryBytes(gguf.file(data: 0))).weights)
    }
}
