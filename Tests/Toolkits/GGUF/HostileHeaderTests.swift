import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

struct HostileHeaderTests {
    enum Lie: CaseIterable {
        case tensorCount, valueCount, textLength, arrayLength, nestedArrays, unknownType, dimensions, tensorSize,
            tensorOffset, tensorSum
        case alignment, version, bigEndian
    }

    @Test(arguments: Lie.allCases) func `a header that lies is refused in bounded time and memory`(lie: Lie) {
        let found = #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(file(lie))) }
        #expect(["model.gguf", "model.truncated"].contains(found?.code))
    }

    @Test func `a file cut off anywhere is refused and never trusted`() {
        let whole = SampleModel.llamafile()
        for length in stride(from: 0, to: whole.count, by: 13) {
            _ = try? ModelFile.inspect(MemoryBytes(Array(whole.prefix(length))))
        }
        let weights = SampleModel.weights()
        for length in 4..<weights.count {
            #expect(throws: Diagnostic.self) { try ModelFile.inspect(MemoryBytes(Array(weights.prefix(length)))) }
        }
    }

    @Test(arguments: 0..<8) func `damaged files give a diagnostic or facts`(seed: UInt64) {
        var numbers = Numbers(state: seed &+ 1)
        for whole in [SampleModel.weights(), Array(SampleModel.llamafile().suffix(1200))] {
            for _ in 0..<200 {
                var damaged = whole
                for _ in 0..<4 {
                    damaged[Int.random(in: 0..<damaged.count, using: &numbers)] = UInt8.random(
                        in: 0...255, using: &numbers)
                }
                do {
                    let facts = try ModelFile.inspect(MemoryBytes(damaged))
                    _ = facts.weights?.memory(context: 4096)
                } catch {
                    #expect(error is Diagnostic)
                }
            }
        }
    }

    private func file(_ lie: Lie) -> [UInt8] {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        switch lie {
        case .tensorCount: gguf.claimedTensors = .max
        case .valueCount: gguf.claimedValues = .max
        case .textLength: gguf.raw("general.name", type: 8, UInt64.max.littleEndianBytes)
        case .arrayLength: gguf.raw("a", type: 9, UInt32(4).littleEndianBytes + UInt64.max.littleEndianBytes)
        case .nestedArrays:
            gguf.raw(
                "a", type: 9, (0..<10_000).flatMap { _ in UInt32(9).littleEndianBytes + UInt64(1).littleEndianBytes })
        case .unknownType: gguf.raw("a", type: 77, [])
        case .dimensions: gguf.tensor("t", dimensions: Array(repeating: 1, count: 900), type: 0)
        case .tensorSize: gguf.tensor("t", dimensions: [1 << 40, 1 << 40], type: 0)
        case .tensorOffset: gguf.tensor("t", dimensions: [32], type: 0, offset: .max)
        case .tensorSum:
            for name in ["a", "b"] { gguf.tensor(name, dimensions: [1 << 62], type: 999) }
        case .alignment: gguf.number("general.alignment", 0)
        case .version: gguf.version = 9
        case .bigEndian: gguf.version = UInt32(3).byteSwapped
        }
        return gguf.file(data: 64)
    }
}

/// Repeatable numbers (SplitMix64).
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
