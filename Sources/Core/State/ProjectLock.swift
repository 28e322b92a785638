internal import Glibc
internal import SystemPackage

/// The right to change a project, held by one process at a time.
///
/// It is the kernel's lock (`flock`) on an open file, so it goes when its holder does, however that dies; the text in
/// the file (``Holder``) is for messages only. The file is never inherited: what a holder has started does not keep
/// the lock after it.
///
/// The folder is locked as well, since somebody may take the file for a stale one and remove it. The file alone holds
/// between machines.
public struct ProjectLock: ~Copyable {
    private let held: HeldLock

    /// Takes the lock.
    ///
    /// - Throws: ``Diagnostic`` `run.locked`, naming the holder, when another process has it; `run.lock-file`.
    public init(_ path: String, command: String, since: String) throws {
        let folder = try Self.lockedFolder(of: path)
        do {
            let file = try Self.lockedFile(path)
            _ = ftruncate(file.rawValue, 0)
            held = HeldLock(
                file, in: folder, Holder(command: command, since: since, process: Deployment.Process(pid: getpid())))
        } catch {
            if let folder { HeldLock.giveBack(folder) }
            throw error
        }
    }

    /// Before the file is made: a new one in the place of one that was removed would say that nobody has the lock.
    ///
    /// - Returns: nil where folders cannot be locked.
    private static func lockedFolder(of path: String) throws -> FileDescriptor? {
        let folder = Files.folder(of: path)
        try Files.createFolder(folder)
        guard let file = try? FileDescriptor.open(FilePath(folder), .readOnly, options: [.directory, .closeOnExec])
        else { return nil }
        if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { return file }
        let isHeld = errno == EWOULDBLOCK
        try? file.close()
        if isHeld { throw busy(holder(path), isNamed: Files.exists(path)) }
        return nil
    }

    private static func lockedFile(_ path: String) throws -> FileDescriptor {
        let file = try open(path)
        if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { return file }
        let reason = Errno(rawValue: errno)
        try? file.close()
        if reason == .wouldBlock { throw busy(holder(path)) }
        throw Diagnostic("run.lock-file", "the lock `\(path)` cannot be taken", cause: reason)
    }

    deinit { held.release() }

    /// Takes the lock, waiting for it when asked to.
    ///
    /// - Parameter onWait: told once, by whom it is held.
    /// - Throws: what ``init(_:command:since:)`` throws, or `CancellationError`.
    public static func take(
        _ path: String, command: String, waits: Bool, onWait: (Diagnostic) -> Void = { _ in }
    ) async throws -> ProjectLock {
        var isTold = false
        while true {
            do {
                return try ProjectLock(path, command: command, since: Timestamp.now())
            } catch let busy as Diagnostic where busy.code == "run.locked" && waits {
                if !isTold { onWait(Self.waiting(busy)) }
                isTold = true
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// The stream with a reader more, which keeps up what the lock says of its holder.
    func observed(_ events: EventStream) -> EventStream { EventStream([events.send, held.receive]) }

    private static func open(_ path: String) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic(
                "run.lock-file", "the lock `\(path)` cannot be opened",
                help: "the folder must be writable, and its files this user's", cause: error)
        }
    }

    /// Who is written down, which for a moment may be nobody.
    static func holder(_ path: String) -> Holder? {
        for _ in 0..<5 {
            let text = try? Files.readText(path, limit: 1 << 16)
            if let holder = text.flatMap({ try? JSON(parsing: $0).decode(Holder.self) }) { return holder }
            sched_yield()
        }
        return nil
    }

    private static func waiting(_ busy: Diagnostic) -> Diagnostic {
        var note = busy
        note.severity = .note
        note.help = "waiting until it is free; Ctrl-C ends that"
        return note
    }

    /// - Parameter isNamed: false when the file is gone that says who it is.
    static func busy(_ holder: Holder?, isNamed: Bool = true) -> Diagnostic {
        let nobody = isNamed ? "by another process" : "by a process whose lock file somebody has removed"
        return Diagnostic(
            "run.locked", "the project is in use \(holder?.text(now: Timestamp.now()) ?? nobody)",
            help: holder?.help() ?? "wait for it with `--wait`, or end that process"
        )
    }
}
