import CZlib
import RecuaCore

/// A piece of a deflate stream (RFC 1951) that is made beside others, in the manner of pigz: the bytes before it are in
/// its view, and it ends at a byte, so that the next one can follow.
struct DeflatePiece: Sendable {
    /// Bytes of input in a piece. Part of what makes the same input the same output.
    static let size = 1 << 20
    /// zlib's own choice.
    static let level: CInt = 6
    /// How far deflate looks back.
    private static let windowSize = 32 << 10

    let bytes: [UInt8]
    /// Of the input.
    let crc32: UInt32
    let inputSize: Int

    /// - Parameter earlier: the piece of input before this one; empty for the first.
    init(_ input: [UInt8], after earlier: [UInt8], isLast: Bool) throws {
        var check = CyclicCheck()
        input.withUnsafeBytes { check.update($0) }
        crc32 = check.value
        inputSize = input.count
        bytes = try Self.deflated(input, window: Array(earlier.suffix(Self.windowSize)), isLast)
    }

    private static func deflated(_ input: [UInt8], window: [UInt8], _ isLast: Bool) throws -> [UInt8] {
        var stream = z_stream()
        // -15: the largest window, and no header of its own.
        let size = CInt(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            throw failed
        }
        defer { deflateEnd(&stream) }
        if !window.isEmpty, deflateSetDictionary(&stream, window, UInt32(window.count)) != Z_OK { throw failed }
        // The mark that ends a piece is not part of zlib's bound.
        let bound = Int(deflateBound(&stream, uLong(input.count))) + 1024
        return try input.withUnsafeBufferPointer { input in
            try [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let result = deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                guard result == (isLast ? Z_STREAM_END : Z_OK), stream.avail_in == 0, stream.avail_out > 0 else {
                    throw failed
                }
                count = output.count - Int(stream.avail_out)
            }
        }
    }

    private static let failed = Diagnostic("oci.gzip", "zlib cannot compress")
}

extension CyclicCheck {
    /// Takes bytes of which the check is known.
    mutating func append(_ check: UInt32, of count: Int) {
        value = UInt32(truncatingIfNeeded: crc32_combine(uLong(value), uLong(check), count))
    }
}
