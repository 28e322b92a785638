internal import Glibc
internal import SystemPackage

extension Store {
    /// Takes a finished file into the store.
    ///
    /// - Parameters:
    ///   - moving: true to rename it (within one file system; else it is copied and removed), false to leave it.
    ///   - known: its digest, when the caller has computed it from the very bytes; else it is read once.
    ///   - expected: what it must be.
    /// - Throws: ``Diagnostic`` `store.checksum` when it is not `expected`, `store.changed` when it changes meanwhile;
    ///   the file stays where it is then.
    public func adopt(_ path: String, moving: Bool, digest known: Digest? = nil, expected: Digest? = nil) throws
        -> StoredFile
    {
        let digest = try known ?? Store.digest(ofFile: path)
        if let expected, expected != digest {
            throw Diagnostic("store.checksum", "`\(path)` is \(digest), not \(expected)")
        }
        if let file = file(digest) {
            if moving, path != file.path { try Files.remove(path) }
            return file
        }
        let place = self.place(of: digest)
        try Files.createFolder("\(shelf)/sha256")
        hold([digest])
        if moving, try renamed(path, to: place) { return try finished(digest) }
        let copy = "\(place).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        do {
            guard try copyFile(path, to: copy) == digest else { throw Store.changed(path) }
            try Files.move(copy, to: place)
        } catch {
            unlink(copy)
            throw error
        }
        if moving { try Files.remove(path) }
        return try finished(digest)
    }

    /// The digest of a whole file, read once in pieces.
    public static func digest(ofFile path: String) throws -> Digest { try digest(ofFile: path) { _ in } }

    /// - Parameter onRead: told after each piece how many bytes have been read in all.
    static func digest(ofFile path: String, onRead: (Int64) -> Void) throws -> Digest {
        var (hasher, count) = (Digest.Hasher(), Int64(0))
        try Files.forEachChunk(of: path) { chunk in
            hasher.update(chunk)
            count += Int64(chunk.count)
            onRead(count)
        }
        return hasher.finish()
    }

    /// - Returns: false when the two are on different file systems.
    private func renamed(_ path: String, to place: String) throws -> Bool {
        let file = try Files.attempt("file.read", "`\(path)` cannot be read") {
            try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        }
        defer { try? file.close() }
        return try renamed(path, file, to: place)
    }

    /// - Parameters:
    ///   - file: what is open of the path: it is what becomes durable and read-only.
    ///   - shown: how errors name the path, if not as it is.
    /// - Returns: false when the two are on different file systems.
    func renamed(_ path: String, _ file: FileDescriptor, to place: String, shown: String? = nil) throws -> Bool {
        do {
            var info = stat()
            guard fstat(file.rawValue, &info) == 0, fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            _ = fchmod(file.rawValue, info.st_mode & 0o111 != 0 ? 0o555 : 0o444)
            guard rename(path, place) == 0 else { throw Errno(rawValue: errno) }
            return true
        } catch Errno.improperLink {
            return false
        } catch let error as Errno {
            throw Self.unwritable("`\(shown ?? path)` cannot be moved to `\(place)`", error)
        }
    }

    /// - Returns: the digest of what was copied.
    func copyFile(
        _ source: String, to destination: String, onRead: (Int64) -> Void = { _ in }
    ) throws -> Digest {
        let mode: FilePermissions =
            Files.facts(source)?.isExecutable == true ? .init(rawValue: 0o555) : .init(rawValue: 0o444)
        do {
            let output = try FileDescriptor.open(
                FilePath(destination), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: mode
            )
            var (hasher, count) = (Digest.Hasher(), Int64(0))
            try output.closeAfter {
                try Files.forEachChunk(of: source) { chunk in
                    hasher.update(chunk)
                    _ = try output.writeAll(chunk)
                    count += Int64(chunk.count)
                    onRead(count)
                }
                guard fsync(output.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            return hasher.finish()
        } catch let error as Errno {
            throw Self.unwritable("`\(destination)` cannot be written", error)
        }
    }

    private static func unwritable(_ message: String, _ error: Errno) -> Diagnostic {
        let isFull = error == .noSpace || error == .diskQuotaExceeded
        let help = isFull ? "make room, with `recua gc` for one" : "the store must be this user's, and writable"
        return Diagnostic(
            "store.write", message, help: "\(help); or name another place in `RECUA_STORE`", cause: error)
    }

    private func finished(_ digest: Digest) throws -> StoredFile {
        guard let file = file(digest) else {
            throw Diagnostic("store.write", "`\(place(of: digest))` vanished while it was written")
        }
        return file
    }
}
