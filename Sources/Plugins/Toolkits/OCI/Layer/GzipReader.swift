import RecuaCore

/// Unpacks a gzip stream in a file, in pieces of up to 1 MiB. A file that is not gzip is handed over as it is.
enum GzipReader {
    /// - Throws: ``Diagnostic`` `oci.gzip` for a stream that is damaged or cut off; what `body` throws.
    static func forEachChunk(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard try isGzip(path) else { return try Files.forEachChunk(of: path, body) }
        let inflater = try GzipInflater()
        try Files.forEachChunk(of: path) { input in
            do {
                try inflater.update(input, body)
            } catch let error as Diagnostic where error.code == "oci.gzip" {
                throw damaged(path)
            }
        }
        guard inflater.isAtEnd else { throw damaged(path) }
    }

    private static func isGzip(_ path: String) throws -> Bool {
        try FileWindow(path).read(at: 0, count: 2) == [0x1F, 0x8B]
    }

    private static func damaged(_ path: String) -> Diagnostic {
        Diagnostic("oci.gzip", "`\(path)` is a damaged gzip stream")
    }
}
