internal import RecuaCore

/// What stands before the numbers of a GGUF file (versions 2 and 3).
struct GGUFHeader {
    var version: UInt32
    var metadata: [String: GGUFValue] = [:]
    var tensors = TensorTotals()
    /// Bytes the whole file must have at least, by its own account.
    var claimedSize: Int64 = 0

    static let magic = Array("GGUF".utf8)

    /// - Throws: ``Diagnostic`` `model.not-gguf`, `model.truncated`, or `model.gguf` for a header that cannot be right.
    init(reading source: any ByteRanges) throws {
        var cursor = GGUFCursor(source)
        guard try source.read(at: 0, count: 4) == GGUFHeader.magic else {
            throw Diagnostic("model.not-gguf", "this is not a GGUF file: it does not begin with `GGUF`")
        }
        try cursor.skip(4)
        version = try cursor.number()
        guard (2...3).contains(version) else { throw GGUFHeader.unknown(version) }
        let tensorCount: UInt64 = try cursor.number()
        let valueCount: UInt64 = try cursor.number()
        guard tensorCount <= 1 << 20 else { throw GGUFCursor.lie("\(tensorCount) tensors") }
        guard valueCount <= 1 << 16 else { throw GGUFCursor.lie("\(valueCount) settings") }
        for _ in 0..<valueCount {
            let key = try cursor.string(limit: 65_535)
            let type: UInt32 = try cursor.number()
            metadata[key] = try cursor.value(type)
        }
        for _ in 0..<tensorCount { try tensors.add(from: &cursor) }
        let alignment = metadata["general.alignment"]?.integer ?? 32
        guard alignment > 0, alignment <= 1 << 24 else { throw GGUFCursor.lie("an alignment of \(alignment)") }
        let dataStart = (cursor.position + alignment - 1) / alignment * alignment
        claimedSize = tensorCount == 0 ? cursor.position : dataStart.addingReportingOverflow(tensors.end).partialValue
        guard claimedSize >= 0 else { throw GGUFCursor.lie("tensors beyond any file") }
    }

    private static func unknown(_ version: UInt32) -> Diagnostic {
        if (1...3).contains(version.byteSwapped) {
            return Diagnostic(
                "model.gguf", "this is a big-endian GGUF file, made for machines of another kind than Lambda's",
                help: "fetch the little-endian file, which is the usual one")
        }
        let why = version == 1 ? "which llama.cpp no longer reads" : "which is newer than this Recua"
        return Diagnostic(
            "model.gguf", "this is a GGUF file of version \(version), \(why)",
            help: "fetch the model as GGUF of version 3")
    }
}
