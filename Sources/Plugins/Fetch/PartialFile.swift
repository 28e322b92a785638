internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// A download under way: bytes on disk, their digest so far, and a lock that keeps other processes out.
///
/// It survives the process: the next one goes on where this one was cut off.
final class PartialFile {
    /// Where the bytes came from, kept beside them to judge whether they may be continued.
    struct Origin: Codable, Sendable, Hashable {
        /// Of the URL; the URL itself may be signed.
        var url: Digest
        /// Only a strong one is of use.
        var etag: String?
        /// In bytes, of the whole file.
        var size: Int64?
    }

    let path: String
    private let descriptor: FileDescriptor
    private(set) var size: Int64 = 0
    private var hasher = Digest.Hasher()
    private var isOpen = true

    private init(path: String, descriptor: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { letGo() }

    /// Waits until nobody else works on `path`, and opens it.
    ///
    /// - Parameter onWait: told once, when another process is at it.
    /// - Throws: `CancellationError`, or ``Diagnostic`` `store.write`.
    static func locked(_ path: String, onWait: () -> Void) async throws -> PartialFile {
        var hasWaited = false
        while true {
            let descriptor = try open(path)
            if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 {
                // The holder before may have moved the file away: then this lock guards nothing.
                if isStill(descriptor, at: path) { return PartialFile(path: path, descriptor: descriptor) }
                try descriptor.close()
                continue
            }
            try descriptor.close()
            if !hasWaited { onWait() }
            hasWaited = true
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func open(_ path: String) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic("store.write", "`\(path)` cannot be written", cause: error)
        }
    }

    private static func isStill(_ descriptor: FileDescriptor, at path: String) -> Bool {
        var info = Glibc.stat()
        guard fstat(descriptor.rawValue, &info) == 0, let facts = Files.facts(path) else { return false }
        return facts.inode == UInt64(info.st_ino) && facts.device == UInt64(info.st_dev)
    }

    /// The digest of the bytes so far.
    var digest: Digest {
        let copy = hasher
        return copy.finish()
    }

    var origin: Origin? {
        get { (try? JSON(parsing: Files.read("\(path).origin", limit: 1 << 16)))?.decoded() }
        set {
            guard let newValue, let text = try? JSON(encoding: newValue).text() else { return }
            try? Files.write(text, to: "\(path).origin")
        }
    }

    /// Takes up the bytes that are there: reads them once, for the digest.
    func resume() throws {
        hasher = Digest.Hasher()
        size = 0
        try Files.forEachChunk(of: path) {
            hasher.update($0)
            size += Int64($0.count)
        }
        try disk { _ = try descriptor.seek(offset: size, from: .start) }
    }

    /// Forgets the bytes that are there.
    func restart() throws {
        hasher = Digest.Hasher()
        size = 0
        try disk {
            guard ftruncate(descriptor.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
            _ = try descriptor.seek(offset: 0, from: .start)
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try disk { _ = try descriptor.writeAll(bytes) }
        hasher.update(bytes)
        size += Int64(bytes.count)
    }

    func makeExecutable() throws {
        try disk { guard fchmod(descriptor.rawValue, 0o755) == 0 else { throw Errno(rawValue: errno) } }
    }

    /// Removes what is kept beside the bytes. The bytes are complete now.
    ///
    /// Call it before the bytes get another name: from then on, the lock guards nothing, and a file beside it is
    /// another process's.
    func forgetOrigin() { try? Files.remove("\(path).origin") }

    /// Closes the file, which a program must be before it can start.
    func finish() { letGo() }

    private func letGo() {
        if isOpen { close(descriptor.rawValue) }
        isOpen = false
    }

    /// Removes everything: the bytes are of no use. The file with the lock goes last.
    func discard() {
        forgetOrigin()
        try? Files.remove(path)
        letGo()
    }

    private func disk(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as Errno where error == .noSpace {
            throw Diagnostic(
                "fetch.disk", "the disk is full: `\(path)` cannot grow",
                help: "make room, then run it again: it goes on from here")
        } catch {
            throw Diagnostic("store.write", "`\(path)` cannot be written", cause: error)
        }
    }
}

extension JSON {
    fileprivate func decoded<Value: Decodable>() -> Value? { try? decode(Value.self) }
}
