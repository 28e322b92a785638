internal import Glibc
internal import SystemPackage

/// The right to change a project, held by one process at a time.
///
/// It is the kernel's lock (`flock`) on an open file, so it goes when its holder does, however that dies; the text in
/// the file is for messages only.
public struct ProjectLock: ~Copyable {
    /// Who holds a lock, for people.
    public struct Holder: Codable, Sendable, Hashable {
        public var pid: Int32
        public var command: String
        /// RFC 3339, UTC.
        public var since: String
    }

    private let file: FileDescriptor

    private init(file: FileDescriptor) { self.file = file }

    /// Takes the lock.
    ///
    /// - Throws: ``Diagnostic`` `run.locked`, naming the holder, when another process has it.
    public init(_ path: String, command: String, since: String) throws {
        let file = try Self.open(path)
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let reason = Errno(rawValue: errno)
            let held = (try? Files.readText(path, limit: 4096)).flatMap { try? JSON(parsing: $0).decode(Holder.self) }
            try? file.close()
            guard reason == .wouldBlock else {
                throw Diagnostic("run.lock-file", "the lock `\(path)` cannot be taken", cause: reason)
            }
            throw ProjectLock.busy(held)
        }
        self.init(file: file)
        // For messages only, so a full disk must not keep anybody from working.
        let holder = (try? JSON(encoding: Holder(pid: getpid(), command: command, since: since)).text()) ?? ""
        _ = ftruncate(file.rawValue, 0)
        _ = try? file.writeAll(toAbsoluteOffset: 0, Array(holder.utf8))
    }

    private static func open(_ path: String) throws -> FileDescriptor {
        try Files.createFolder(Files.folder(of: path))
        do {
            return try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic("run.lock-file", "the lock `\(path)` cannot be opened", cause: error)
        }
    }

    deinit {
        // Closing alone would leave the lock to a child that was forked a moment ago and has not yet been replaced.
        _ = flock(file.rawValue, LOCK_UN)
        try? file.close()
    }

    /// Takes the lock, waiting for it when asked to.
    public static func take(_ path: String, command: String, waits: Bool) async throws -> ProjectLock {
        while true {
            do {
                return try ProjectLock(path, command: command, since: Timestamp.now())
            } catch let busy as Diagnostic where busy.code == "run.locked" && waits {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func busy(_ holder: Holder?) -> Diagnostic {
        let who = holder.map { "by `\($0.command)` (process \($0.pid)) since \($0.since)" } ?? "by another process"
        return Diagnostic(
            "run.locked", "the project is in use \(who)", help: "wait for it with `--wait`, or end that process"
        )
    }
}
