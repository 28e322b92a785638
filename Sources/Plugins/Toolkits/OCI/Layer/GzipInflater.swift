import CZlib
import RecuaCore

/// Unpacks a gzip stream that comes in pieces of any size. Several streams, one behind the other, count as one.
final class GzipInflater {
    // zlib remembers where its stream is, so that it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

    /// True when what has come so far is whole.
    private(set) var isAtEnd = false

    /// - Throws: ``Diagnostic`` `oci.gzip` when there is no memory.
    init() throws {
        stream.initialize(to: z_stream())
        // 15: the largest window; 16: expect a gzip header.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Diagnostic("oci.gzip", "zlib cannot be set up")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Hands over what `input` unpacks to, in pieces of up to 256 KiB.
    ///
    /// - Throws: ``Diagnostic`` `oci.gzip` for a stream that is damaged; what `body` throws.
    func update(_ input: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        while stream.pointee.avail_in > 0 {
            if isAtEnd, inflateReset(stream) != Z_OK { throw Self.damaged }
            try inflateOnce(body)
        }
        // What is left in zlib's own window when the input ends at a full output buffer.
        while !isAtEnd, stream.pointee.avail_out == 0 {
            guard try inflateOnce(body) else { break }
        }
    }

    /// - Returns: false when more input is needed.
    @discardableResult
    private func inflateOnce(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let result = inflate(stream, Z_NO_FLUSH)
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(result) else { throw Self.damaged }
        isAtEnd = result == Z_STREAM_END
        try body(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.pointee.avail_out))]))
        return result != Z_BUF_ERROR
    }

    private static let damaged = Diagnostic("oci.gzip", "the layer is a damaged gzip stream")
}
