import CZlib
import RecuaCore

/// Unpacks a gzip stream in a file, in pieces of up to 256 KiB. A file that is not gzip is handed over as it is.
enum GzipReader {
    /// - Throws: ``Diagnostic`` `oci.gzip` for a stream that is damaged or cut off; what `body` throws.
    static func forEachChunk(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard try isGzip(path) else { return try Files.forEachChunk(of: path, body) }
        var stream = z_stream()
        // 15: the largest window; 16: expect a gzip header.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Diagnostic("oci.gzip", "zlib cannot be set up")
        }
        defer { inflateEnd(&stream) }
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { output.deallocate() }
        var isAtEnd = false
        try Files.forEachChunk(of: path) { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(input.count)
            while stream.avail_in > 0 {
                // A gzip file may hold several streams, one after the other.
                if isAtEnd, inflateReset(&stream) != Z_OK { throw damaged(path) }
                stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(output.count)
                let result = inflate(&stream, Z_NO_FLUSH)
                guard result == Z_OK || result == Z_STREAM_END else { throw damaged(path) }
                isAtEnd = result == Z_STREAM_END
                try body(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.avail_out))]))
            }
            // What is left in zlib's own window when the input ends at a full output buffer.
            while !isAtEnd, stream.avail_out == 0 {
                stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(output.count)
                let result = inflate(&stream, Z_NO_FLUSH)
                guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else { throw damaged(path) }
                isAtEnd = result == Z_STREAM_END
                try body(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.avail_out))]))
                if result == Z_BUF_ERROR { break }
            }
        }
        guard isAtEnd else { throw damaged(path) }
    }

    private static func isGzip(_ path: String) throws -> Bool {
        try FileWindow(path).read(at: 0, count: 2) == [0x1F, 0x8B]
    }

    private static func damaged(_ path: String) -> Diagnostic {
        Diagnostic("oci.gzip", "`\(path)` is a damaged gzip stream")
    }
}
