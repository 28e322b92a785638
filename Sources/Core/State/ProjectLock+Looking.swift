internal import Glibc
internal import SystemPackage

extension ProjectLock {
    /// Whether the process of a run has the lock now: a later process may have its number, and so may another one in a
    /// container. Where somebody has removed the lock's file, whoever has the lock is the one, if it lives here.
    public static func isHeld(_ path: String, by author: RunAuthor) -> Bool {
        if !Files.exists(path) { return isAlive(author) && isHeldUnnamed(path) }
        guard author.process != nil, let holder = holder(path), holder.author.process == author.process,
            holder.author.host == author.host, holder.process?.isAlive ?? true
        else { return false }
        return isHeld(path)
    }

    /// The steps, as `stack/plugin`, that whoever has the lock runs now; none where nobody has it.
    ///
    /// - Parameter begun: those of which no end is on record: told where the file is gone that says which ones run.
    public static func steps(_ path: String, begun: Set<String> = []) -> Set<String> {
        if !begun.isEmpty, isHeldUnnamed(path) { return begun }
        guard let holder = holder(path), !holder.steps.isEmpty, isHeld(path) else { return [] }
        return Set(holder.steps)
    }

    /// Writes nothing.
    ///
    /// - Throws: ``Diagnostic`` `run.locked`, naming the holder, when somebody has the lock now.
    static func checkIsFree(_ path: String) throws {
        if isHeldUnnamed(path) { throw busy(nil, isNamed: false) }
        guard let holder = holder(path), holder.process?.isAlive ?? true else { return }
        if isHeld(path) { throw busy(holder) }
    }

    /// Whether somebody has the lock whose file is gone: the folder is locked as well.
    private static func isHeldUnnamed(_ path: String) -> Bool {
        !Files.exists(path) && isHeld(Files.folder(of: path))
    }

    private static func isAlive(_ author: RunAuthor) -> Bool {
        guard let process = author.process, author.host == RunAuthor.current.host else { return false }
        return kill(process, 0) == 0 || errno == EPERM
    }

    /// Asked only where somebody is likely to hold it: for a moment it is taken where nobody does.
    private static func isHeld(_ path: String) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
        else { return false }
        defer { try? file.close() }
        guard flock(file.rawValue, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        _ = flock(file.rawValue, LOCK_UN)
        return false
    }
}
