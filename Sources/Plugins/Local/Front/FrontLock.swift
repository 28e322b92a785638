internal import Glibc
internal import RecuaCore
internal import RecuaProcess
internal import SystemPackage

/// The lock that a front holds from its first moment to its last, and the file that says whose it is.
///
/// The front inherits it locked: there is no moment at which the starting process could be killed and leave a front
/// behind that nobody finds.
final class FrontLock {
    let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, and ends the front that has it.
    ///
    /// - Parameter patience: how long a front may take to say which process it is.
    /// - Throws: ``Diagnostic`` `local.front-held` when it does not; `CancellationError`.
    static func taken(_ path: String, patience: Duration = .seconds(30)) async throws -> FrontLock {
        let lock = FrontLock(descriptor: try open(path))
        let deadline = ContinuousClock.now + patience
        while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if let holder = holder(path), holder.isAlive {
                await holder.end()
            } else if ContinuousClock.now > deadline {
                throw Diagnostic(
                    "local.front-held",
                    "another front of this stack holds `\(path)` and does not say which process it is",
                    help: "`fuser -v \(path)` shows it: end it, then run the command again"
                )
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return lock
    }

    /// Writes down which process holds the lock. The file stays the same one, or the lock would be of another.
    static func claim(_ descriptor: CInt, for process: Deployment.Process) throws {
        let file = FileDescriptor(rawValue: descriptor)
        let text = try JSON(encoding: process).text()
        do {
            guard ftruncate(descriptor, 0) == 0 else { throw Errno(rawValue: errno) }
            _ = try file.writeAll(toAbsoluteOffset: 0, text.utf8)
        } catch {
            throw Diagnostic("local.front", "the front cannot write its claim", cause: error)
        }
    }

    /// The process that claimed the lock last, which may be gone.
    private static func holder(_ path: String) -> Deployment.Process? {
        guard let text = try? Files.readText(path, limit: 4096) else { return nil }
        return try? JSON(parsing: text).decode(Deployment.Process.self)
    }

    private static func open(_ path: String) throws -> CInt {
        try Files.createFolder(Files.folder(of: path))
        do {
            return try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite]
            ).rawValue
        } catch {
            throw Diagnostic("local.front", "`\(path)` cannot be opened", cause: error)
        }
    }
}
