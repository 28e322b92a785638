/// Small files of the kinds that models come in, for tests that look into them or pass them on.
public enum SampleModel {
    /// GGUF of version 3: 4 layers, 8 heads, 2 key-value heads, a vocabulary of 3, one tensor of 64 numbers.
    ///
    /// - Parameters:
    ///   - name: `general.name`; makes the file another one.
    ///   - padding: bytes behind the tensor, to make the file larger.
    public static func weights(name: String = "Tiny", padding: Int = 0) -> [UInt8] {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        gguf.text("general.name", name)
        gguf.number("general.file_type", 7)
        gguf.number("llama.context_length", 2048)
        gguf.number("llama.block_count", 4)
        gguf.number("llama.embedding_length", 64)
        gguf.number("llama.attention.head_count", 8)
        gguf.number("llama.attention.head_count_kv", 2)
        gguf.texts("tokenizer.ggml.tokens", ["<s>", "a", "b"])
        gguf.tensor("token_embd.weight", dimensions: [8, 8], type: 0)
        return gguf.file(data: 256) + [UInt8](repeating: 7, count: padding)
    }

    /// A portable executable for amd64 and arm64 with nothing in it.
    public static func engine() -> [UInt8] {
        var script = "MZqFpD='\n\n' <<'@recua'\n"
        for machine in [0x3E, 0xB7] { script += "printf '\(escapes(elfHeader(machine: UInt8(machine))))' >&7\n" }
        return Array(script.utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 9000)
    }

    /// An engine with `weights` and arguments in the archive behind it.
    public static func llamafile(weights: [UInt8] = weights(), method: UInt16 = 0) -> [UInt8] {
        var zip = ZipBuilder(engine())
        zip.add("model.gguf", weights, method: method)
        zip.add(".args", Array("-m\nmodel.gguf\n...\n".utf8), method: 0)
        return zip.file()
    }

    /// The first 64 bytes of a static program.
    public static func elfHeader(machine: UInt8) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 64)
        header.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])
        header[16] = 2
        header[18] = machine
        return header
    }

    private static func escapes(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }.joined()
    }
}

/// Writes GGUF, and what only claims to be.
public struct GGUFBuilder {
    public var magic = Array("GGUF".utf8)
    public var version: UInt32 = 3
    /// Nil for the true count.
    public var claimedTensors: UInt64?
    public var claimedValues: UInt64?
    private var values: [UInt8] = []
    private var valueCount: UInt64 = 0
    private var tensors: [UInt8] = []
    private var tensorCount: UInt64 = 0

    public init() {}

    public mutating func text(_ key: String, _ value: String) { raw(key, type: 8, GGUFBuilder.string(value)) }

    public mutating func number(_ key: String, _ value: UInt32) { raw(key, type: 4, value.littleEndianBytes) }

    public mutating func numbers(_ key: String, _ numbers: [UInt32]) {
        let head = UInt32(4).littleEndianBytes + UInt64(numbers.count).littleEndianBytes
        raw(key, type: 9, head + numbers.flatMap(\.littleEndianBytes))
    }

    public mutating func texts(_ key: String, _ texts: [String]) {
        let head = UInt32(8).littleEndianBytes + UInt64(texts.count).littleEndianBytes
        raw(key, type: 9, head + texts.flatMap { GGUFBuilder.string($0) })
    }

    public mutating func raw(_ key: String, type: UInt32, _ bytes: [UInt8]) {
        values += GGUFBuilder.string(key) + type.littleEndianBytes + bytes
        valueCount += 1
    }

    public mutating func tensor(_ name: String, dimensions: [UInt64], type: UInt32, offset: UInt64 = 0) {
        tensors += GGUFBuilder.string(name) + UInt32(dimensions.count).littleEndianBytes
        tensors += dimensions.flatMap(\.littleEndianBytes) + type.littleEndianBytes + offset.littleEndianBytes
        tensorCount += 1
    }

    /// The header alone, to its last byte.
    public func unpadded() -> [UInt8] {
        var file = magic + version.littleEndianBytes
        file += (claimedTensors ?? tensorCount).littleEndianBytes + (claimedValues ?? valueCount).littleEndianBytes
        return file + values + tensors
    }

    /// The file, with so many bytes of numbers behind the header.
    public func file(data: Int) -> [UInt8] {
        var file = unpadded()
        file += [UInt8](repeating: 0, count: (32 - file.count % 32) % 32)
        return file + [UInt8](repeating: 1, count: data)
    }

    private static func string(_ text: String) -> [UInt8] {
        UInt64(text.utf8.count).littleEndianBytes + Array(text.utf8)
    }
}

/// Writes a ZIP archive behind other bytes; sums are left out, since nobody here reads them.
public struct ZipBuilder {
    private var bytes: [UInt8]
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    public init(_ prefix: [UInt8]) { bytes = prefix }

    /// - Parameter isWide: true to write sizes as a file beyond 4 GiB would.
    public mutating func add(_ name: String, _ content: [UInt8], method: UInt16, isWide: Bool = false) {
        let offset = UInt32(bytes.count)
        let size = isWide ? UInt32.max : UInt32(content.count)
        let wide =
            UInt16(1).littleEndianBytes + UInt16(16).littleEndianBytes
            + UInt64(content.count).littleEndianBytes + UInt64(content.count).littleEndianBytes
        let extra = isWide ? wide : []
        let common =
            method.littleEndianBytes + UInt32(0).littleEndianBytes + UInt32(0).littleEndianBytes
            + size.littleEndianBytes + size.littleEndianBytes + UInt16(name.utf8.count).littleEndianBytes
        bytes += UInt32(0x0403_4B50).littleEndianBytes + UInt16(45).littleEndianBytes + UInt16(0).littleEndianBytes
        bytes += common + UInt16(0).littleEndianBytes + Array(name.utf8) + content
        directory += UInt32(0x0201_4B50).littleEndianBytes + UInt16(45).littleEndianBytes + UInt16(45).littleEndianBytes
        directory += UInt16(0).littleEndianBytes + common + UInt16(extra.count).littleEndianBytes
        directory += [UInt8](repeating: 0, count: 10) + offset.littleEndianBytes + Array(name.utf8) + extra
        count += 1
    }

    public func file() -> [UInt8] {
        var file = bytes + directory + UInt32(0x0605_4B50).littleEndianBytes + UInt32(0).littleEndianBytes
        file += count.littleEndianBytes + count.littleEndianBytes + UInt32(directory.count).littleEndianBytes
        return file + UInt32(bytes.count).littleEndianBytes + UInt16(0).littleEndianBytes
    }
}

extension FixedWidthInteger {
    public var littleEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
    }
}
