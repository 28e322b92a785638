internal import Glibc
internal import SystemPackage

extension Store {
    /// A file that somebody else wrote, in a place of the store's own and hashed there: what is kept is what was hashed.
    ///
    /// Call one of ``keep()`` and ``discard()``.
    public struct Intake: Sendable {
        /// Of the bytes that are in the store now.
        public let sha256: Digest
        /// Bytes.
        public let size: Int64
        fileprivate let path: String
        fileprivate let store: Store
    }

    /// Takes in a file whose writer may not be done with it.
    ///
    /// It is renamed to where its writer does not look for it, and made read-only. That is enough only where nobody has it
    /// open for writing, or mapped, and it has no other name; else, and where the system cannot tell, it is copied.
    ///
    /// Its writer may put a link or a pipe in its place at any moment: what is read is the file that was opened, and no
    /// link leads to it.
    ///
    /// - Parameters:
    ///   - path: without symbolic links.
    ///   - moving: false to leave the file where it is.
    ///   - onRead: told after each piece how many bytes have been read in all.
    /// - Throws: ``Diagnostic`` `store.write`, `file.read`; `CancellationError`, also between two pieces. Where `moving` was
    ///   asked for, the file may be gone then.
    public func intake(_ path: String, moving: Bool, onRead: (Int64) -> Void = { _ in }) throws -> Intake {
        try Task.checkCancellation()
        try Files.createFolder("\(shelf)/sha256")
        holdUnfinished()
        let place = "\(shelf)/sha256/intake.\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        let file = try Self.opened(path)
        defer { try? file.close() }
        do {
            guard moving else { return try intake(copying: file, to: place, removing: nil, onRead) }
            let folder = try Self.openedFolder(of: path)
            defer { try? folder.close() }
            let source = "\(Self.link(to: folder))/\(Files.name(of: path))"
            if try renamed(source, file, to: place, shown: path) {
                guard Self.isSame(place, file) else { throw Self.changed(path) }
                if Self.isSettled(place) { return try Intake(hashing: place, in: self, onRead) }
                let copy = "\(place.dropLast(4)).copy.\(getpid()).0.new"
                return try intake(copying: file, to: copy, removing: place, onRead)
            }
            return try intake(copying: file, to: place, removing: source, onRead)
        } catch {
            unlink(place)
            throw error
        }
    }

    /// - Throws: ``Diagnostic`` `file.read`, and `store.changed` when it is no regular file, or another than the path says.
    private static func opened(_ path: String) throws -> FileDescriptor {
        let file = try Files.attempt("file.read", "`\(path)` cannot be read") {
            try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
        }
        var info = stat()
        guard fstat(file.rawValue, &info) == 0, info.st_mode & S_IFMT == S_IFREG, Files.real(link(to: file)) == path
        else {
            try? file.close()
            throw changed(path)
        }
        return file
    }

    /// The folder that the file lies in: what is taken away is taken from there, whatever its path leads to by then.
    private static func openedFolder(of path: String) throws -> FileDescriptor {
        let folder = try Files.attempt("file.read", "`\(path)` cannot be read") {
            try FileDescriptor.open(
                FilePath(Files.folder(of: path)), .readOnly, options: [.closeOnExec, .noFollow, .directory])
        }
        guard Files.real(link(to: folder)) == Files.folder(of: path) else {
            try? folder.close()
            throw changed(path)
        }
        return folder
    }

    /// A path to the very file that is open.
    private static func link(to file: FileDescriptor) -> String { "/proc/self/fd/\(file.rawValue)" }

    private static func isSame(_ path: String, _ file: FileDescriptor) -> Bool {
        var (info, open) = (stat(), stat())
        guard lstat(path, &info) == 0, fstat(file.rawValue, &open) == 0 else { return false }
        return info.st_dev == open.st_dev && info.st_ino == open.st_ino
    }

    private func intake(
        copying file: FileDescriptor, to place: String, removing: String?, _ onRead: (Int64) -> Void
    ) throws -> Intake {
        do {
            let digest = try copyFile(Self.link(to: file), to: place, onRead: onRead)
            if let removing { try Files.remove(removing) }
            return Intake(sha256: digest, size: Files.facts(place)?.size ?? 0, path: place, store: self)
        } catch {
            unlink(place)
            throw error
        }
    }

    /// `F_SETLEASE`, which Linux numbers the same everywhere and Glibc's module leaves out.
    private static let setLease: Int32 = 1024

    /// True when the file has one name and nobody can write to it any more: a lease for reading is given only while no
    /// descriptor and no mapping is there to write with (fcntl(2), F_SETLEASE).
    private static func isSettled(_ path: String) -> Bool {
        guard
            let file = try? FileDescriptor.open(
                FilePath(path), .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
        else { return false }
        defer { try? file.close() }
        var info = stat()
        guard fstat(file.rawValue, &info) == 0, info.st_nlink == 1 else { return false }
        guard fcntl(file.rawValue, Self.setLease, F_RDLCK) == 0 else { return false }
        _ = fcntl(file.rawValue, Self.setLease, F_UNLCK)
        return true
    }
}

extension Store.Intake {
    fileprivate init(hashing path: String, in store: Store, _ onRead: (Int64) -> Void) throws {
        self.init(
            sha256: try Store.digest(ofFile: path, onRead: onRead), size: Files.facts(path)?.size ?? 0, path: path,
            store: store)
    }

    /// The file under its digest, for good.
    ///
    /// - Throws: ``Diagnostic`` `store.write`.
    public func keep() throws -> StoredFile {
        if let file = store.file(sha256) {
            discard()
            return file
        }
        store.hold([sha256])
        try Files.move(path, to: store.place(of: sha256))
        return StoredFile(path: store.place(of: sha256), sha256: sha256, size: size)
    }

    /// As if it had never come.
    public func discard() { unlink(path) }
}
