import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

/// Whatever a header says, it ends in facts or in a diagnostic: no trap, no read far beyond what is there.
struct HeaderMutationTests {
    /// A header with a value of every type, split keys, and tensors of known and unknown types.
    static let header: [UInt8] = {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        gguf.raw("a.u8", type: 0, [1])
        gguf.raw("a.i16", type: 3, [1, 2])
        gguf.raw("a.f32", type: 6, [0, 0, 128, 63])
        gguf.raw("a.bool", type: 7, [1])
        gguf.raw("a.u64", type: 10, UInt64(7).littleEndianBytes)
        gguf.raw("a.f64", type: 12, UInt64(7).littleEndianBytes)
        gguf.raw(
            "a.nested", type: 9,
            UInt32(9).littleEndianBytes + UInt64(1).littleEndianBytes + UInt32(4).littleEndianBytes
                + UInt64(2).littleEndianBytes + [UInt8](repeating: 1, count: 8))
        gguf.number("general.alignment", 32)
        gguf.number("split.no", 0)
        gguf.number("split.count", 2)
        gguf.number("llama.block_count", 4)
        gguf.number("llama.embedding_length", 64)
        gguf.numbers("llama.attention.head_count", [8, 8, 8, 8])
        gguf.texts("tokenizer.ggml.tokens", ["<s>", "a", "b"])
        gguf.tensor("token_embd.weight", dimensions: [8, 8], type: 0)
        gguf.tensor("new", dimensions: [8], type: 41, offset: 256)
        return gguf.file(data: 320)
    }()

    @Test(arguments: 0..<8) func `a byte that is another one ends in facts or a diagnostic`(bit: UInt8) throws {
        for index in Self.header.indices {
            for change in [UInt8(1) << bit, 0xFF >> bit] {
                var damaged = Self.header
                damaged[index] ^= change
                try expectAnEnd(damaged)
            }
        }
    }

    @Test(arguments: [UInt8(0x00), 0x7F, 0x80, 0xFF]) func `so do eight bytes of one kind`(byte: UInt8) throws {
        for index in Self.header.indices.dropLast(8) {
            var damaged = Self.header
            damaged.replaceSubrange(index..<index + 8, with: repeatElement(byte, count: 8))
            try expectAnEnd(damaged)
        }
    }

    @Test func `so does a header that ends at any byte, on disk and far away`() async throws {
        for length in Self.header.indices {
            let start = Array(Self.header.prefix(length))
            try expectAnEnd(start)
            let remote = RemoteBytes(start)
            do {
                _ = try await ModelFile.inspect(size: nil, reading: remote.read)
            } catch {
                #expect(error is Diagnostic)
            }
        }
    }

    @Test func `a damaged file far away ends as one on disk does`() async throws {
        for index in Self.header.indices {
            var damaged = Self.header
            damaged[index] ^= 0xFF
            let bytes = MeasuredBytes(damaged)
            let here = Result { try ModelFile.inspect(bytes) }
            let there: Result<ModelFileFacts, any Error>
            do {
                there = .success(
                    try await ModelFile.inspect(size: Int64(damaged.count), reading: RemoteBytes(damaged).read))
            } catch { there = .failure(error) }
            #expect((try? here.get()) == (try? there.get()), "byte \(index)")
        }
    }

    private func expectAnEnd(_ bytes: [UInt8]) throws {
        let measured = MeasuredBytes(bytes)
        do {
            let facts = try ModelFile.inspect(measured)
            _ = facts.weights?.memory(context: .max)
            _ = facts.findings(architecture: "arm64")
        } catch {
            #expect(error is Diagnostic)
        }
        // Each piece of the file is asked for a few times at most, whatever is claimed.
        #expect(measured.asked <= 1 << 24)
    }
}
