import Glibc
import RecuaCore
import Synchronization
import SystemPackage

/// A download under way: bytes on disk, a journal of which are there, and a lock that keeps other processes out.
///
/// It survives its process, however that ends: the next one goes on with what the journal names. Bytes may be written
/// in any order, by several at once.
public final class PartialFile: Sendable {
    private struct State {
        var journal = Journal()
        /// Counts the fresh starts.
        var generation = 0
        /// Written, and not in the journal yet.
        var unlisted = Extents()
        var isOpen = true
    }

    /// So much may have to be fetched again when the process is killed.
    private static let journalStep: Int64 = 4 << 20

    public let path: String
    private let descriptor: FileDescriptor
    private let log: FileDescriptor
    private let state = Mutex(State())

    private init(path: String, descriptor: FileDescriptor, log: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
        self.log = log
    }

    deinit { finish() }

    /// Opens `path` for this process alone, or tells that another is at it.
    ///
    /// - Returns: nil while another process, or another task of this one, holds it.
    /// - Throws: ``Diagnostic`` `store.write`.
    public static func take(_ path: String) throws -> PartialFile? {
        while true {
            let descriptor = try open(path, [])
            guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
                try descriptor.close()
                return nil
            }
            // The holder before may have moved the file away: then this lock guards nothing.
            guard isStill(descriptor, at: path) else {
                try descriptor.close()
                continue
            }
            do {
                return PartialFile(path: path, descriptor: descriptor, log: try open(journal(of: path), [.append]))
            } catch {
                // An open descriptor would keep the lock, and everybody out.
                try descriptor.close()
                throw error
            }
        }
    }

    /// Waits until nobody else works on `path`, and opens it.
    ///
    /// - Parameter onWait: told again and again how far the other one is.
    /// - Throws: `CancellationError`, or ``Diagnostic`` `store.write`.
    public static func locked(
        _ path: String, onWait: (_ done: Int64, _ total: Int64?) -> Void
    ) async throws -> PartialFile {
        while true {
            if let mine = try take(path) { return mine }
            let journal = Journal.read(journal(of: path), size: Files.facts(path)?.size ?? 0)
            onWait(journal.extents.count, journal.origin?.size)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func journal(of path: String) -> String { "\(path).journal" }

    private static func open(_ path: String, _ options: FileDescriptor.OpenOptions) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .readWrite, options: options.union([.create, .closeOnExec]),
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic(
                "store.write", "`\(path)` cannot be written",
                help: "make the folder writable, or set `RECUA_STORE` to one that is", cause: error)
        }
    }

    private static func isStill(_ descriptor: FileDescriptor, at path: String) -> Bool {
        var info = Glibc.stat()
        guard fstat(descriptor.rawValue, &info) == 0, let facts = Files.facts(path) else { return false }
        return facts.inode == UInt64(info.st_ino) && facts.device == UInt64(info.st_dev)
    }

    // MARK: What is there

    /// Where the bytes came from.
    public var origin: DownloadOrigin? { state.withLock { $0.journal.origin } }

    var extents: Extents { state.withLock { $0.journal.extents } }

    /// How many bytes are there.
    public var count: Int64 { extents.count }

    /// The unbroken beginning, and how often the file was begun anew.
    var beginning: (generation: Int, end: Int64) {
        state.withLock { ($0.generation, $0.journal.extents.frontier) }
    }

    /// Takes up the bytes that an earlier process left.
    public func resume() {
        let journal = Journal.read(Self.journal(of: path), size: Files.facts(path)?.size ?? 0)
        state.withLock { $0.journal = journal }
    }

    /// Forgets the bytes that are there.
    public func restart() throws {
        state.withLock {
            $0.journal = Journal()
            $0.unlisted = Extents()
            $0.generation += 1
        }
        try disk {
            for file in [log, descriptor] {
                guard ftruncate(file.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
            }
        }
    }

    // MARK: Writing

    /// Says where the bytes come from that follow.
    public func begin(from origin: DownloadOrigin) throws {
        guard self.origin != origin else { return }
        try disk { _ = try log.writeAll(Journal.line(origin).utf8) }
        state.withLock { $0.journal.note(origin) }
    }

    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        try disk { _ = try descriptor.writeAll(toAbsoluteOffset: offset, bytes) }
        let range = offset..<offset + Int64(bytes.count)
        let isDue = state.withLock {
            $0.journal.note(range)
            $0.unlisted.insert(range)
            return $0.unlisted.count >= Self.journalStep
        }
        if isDue { try list() }
    }

    /// Brings the journal up to what is written, and lets the disk begin its work.
    public func list() throws {
        let ranges = state.withLock { state in
            defer { state.unlisted = Extents() }
            return state.unlisted.ranges
        }
        guard !ranges.isEmpty else { return }
        try disk { _ = try log.writeAll(ranges.map(Journal.line).joined().utf8) }
        WriteBack.begin(descriptor)
    }

    public func makeExecutable() throws {
        try disk { guard fchmod(descriptor.rawValue, 0o755) == 0 else { throw Errno(rawValue: errno) } }
    }

    // MARK: The end

    /// Removes what is kept beside the bytes, which are complete now.
    ///
    /// Call it before the bytes get another name: from then on, the lock guards nothing, and a file beside it is
    /// another process's.
    public func forgetJournal() { try? Files.remove(Self.journal(of: path)) }

    /// Closes the file, which a program must be before it can start. The bytes stay for whoever comes next.
    public func finish() {
        let isOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        guard isOpen else { return }
        close(log.rawValue)
        close(descriptor.rawValue)
    }

    /// Removes everything: the bytes are of no use. The file with the lock goes last. Does nothing after the end, when
    /// what has these names is another's.
    public func discard() {
        guard state.withLock({ $0.isOpen }) else { return }
        forgetJournal()
        try? Files.remove(path)
        finish()
    }

    private func disk(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as Errno where error == .noSpace || error == .diskQuotaExceeded {
            throw DiskSpace.full(path)
        } catch {
            throw Diagnostic("store.write", "`\(path)` cannot be written", cause: error)
        }
    }
}
