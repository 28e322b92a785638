import RecuaGGUF

enum ModelSubject {
    static func test(_ bytes: [UInt8]) {
        guard let facts = Laws.attempt({ try ModelFile.inspect(MemoryBytes(bytes: bytes)) }) else { return }
        guard let weights = facts.weights else { return }
        for context in [Int64.min, 0, 4096, .max] {
            Laws.expect(weights.memory(context: context).total > 0, "to serve a model takes memory")
        }
        Laws.expect(weights.offset >= 0 && weights.size >= 0, "weights have a place in their file")
    }

    private struct MemoryBytes: ByteRanges {
        let bytes: [UInt8]

        var size: Int64 { Int64(bytes.count) }

        func read(at offset: Int64, count: Int) -> [UInt8] {
            guard offset >= 0, offset < size, count > 0 else { return [] }
            return Array(bytes.dropFirst(Int(offset)).prefix(count))
        }
    }
}
