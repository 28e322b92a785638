internal import Glibc
internal import SystemPackage

/// Everything below a folder, for who must not miss a file: names of any bytes count, and what cannot be looked at is an
/// error. Symbolic links are seen, not followed.
struct FileWalk {
    struct Entry {
        /// The last part of the path, as bytes.
        var name: [UInt8]
        /// In bytes; nil for what is no regular file.
        var size: Int64?
        fileprivate var path: [UInt8]

        /// The whole file; nothing when it is gone meanwhile.
        ///
        /// - Throws: ``Diagnostic`` `file.read`.
        func read() throws -> [UInt8] {
            var bytes: [UInt8] = []
            try forEachPiece { bytes += $0 }
            return bytes
        }

        /// The same in pieces of up to 64 KiB, whatever its size.
        func forEachPiece(_ body: (ArraySlice<UInt8>) -> Void) throws {
            do { try pieces(body) } catch Errno.noSuchFileOrDirectory {} catch {
                throw Diagnostic("file.read", "`\(String(escaping: path))` cannot be read", cause: error)
            }
        }

        private func pieces(_ body: (ArraySlice<UInt8>) -> Void) throws {
            let place = FilePath(platformString: Files.terminated(path))
            let file = try FileDescriptor.open(place, .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
            try file.closeAfter {
                var piece = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
                    if count == 0 { return }
                    body(piece[..<count])
                }
            }
        }
    }

    /// Calls `body` for each file, folder and link below the folder. None that is not there, or goes meanwhile.
    ///
    /// - Throws: ``Diagnostic`` `file.read`.
    static func forEach(below folder: String, _ body: (Entry) throws -> Void) throws {
        guard try Files.lookUp(folder) != nil else { return }
        try forEach(below: Array(folder.utf8), body)
    }

    private static func forEach(below folder: [UInt8], _ body: (Entry) throws -> Void) throws {
        for name in try names(in: folder) {
            let path = folder + [UInt8(ascii: "/")] + name
            var info = stat()
            guard lstat(Files.terminated(path), &info) == 0 else {
                if errno == ENOENT { continue }
                let reason = Errno(rawValue: errno)
                throw Diagnostic("file.read", "`\(String(escaping: path))` cannot be looked at", cause: reason)
            }
            let facts = Files.Facts(info)
            try body(Entry(name: name, size: facts.isRegular ? facts.size : nil, path: path))
            if facts.isFolder { try forEach(below: path, body) }
        }
    }

    /// Those who run may have removed the folder since it was seen.
    private static func names(in folder: [UInt8]) throws -> [[UInt8]] {
        do { return try Files.names(in: folder) } catch {
            var info = stat()
            guard lstat(Files.terminated(folder), &info) != 0, errno == ENOENT || errno == ENOTDIR else { throw error }
            return []
        }
    }
}
