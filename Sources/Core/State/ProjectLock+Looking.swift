internal import Glibc
internal import SystemPackage

extension ProjectLock {
    /// Whether the process of a run has the lock now: a later process may have its number, and so may another one in a
    /// container.
    public static func isHeld(_ path: String, by author: RunAuthor) -> Bool {
        guard author.process != nil, let holder = holder(path), holder.author.process == author.process,
            holder.author.host == author.host, holder.process?.isAlive ?? true
        else { return false }
        return isHeld(path)
    }

    /// The steps, as `stack/plugin`, that whoever has the lock runs now; none where nobody has it.
    public static func steps(_ path: String) -> Set<String> {
        guard let holder = holder(path), !holder.steps.isEmpty, isHeld(path) else { return [] }
        return Set(holder.steps)
    }

    /// Writes nothing.
    ///
    /// - Throws: ``Diagnostic`` `run.locked`, naming the holder, when somebody has the lock now.
    static func checkIsFree(_ path: String) throws {
        guard let holder = holder(path), holder.process?.isAlive ?? true else { return }
        if isHeld(path) { throw busy(holder) }
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
