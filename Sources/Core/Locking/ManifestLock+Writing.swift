internal import Glibc

extension ManifestLock {
    /// Replaces the lock file by what `change` makes of it, as it is at that moment: of two that change it at once,
    /// neither undoes the other's work.
    ///
    /// - Returns: true when something was written. An empty lock file is not begun.
    /// - Throws: ``Diagnostics`` as when it is read; ``Diagnostic`` `lock.write`, and the old file is untouched then.
    public func change(_ change: (LockFile) -> LockFile) throws -> Bool {
        try withFolder {
            let old = try LockFile.read(path, name: name)
            let new = change(old ?? LockFile())
            guard new != old ?? LockFile() else { return false }
            sweep()
            do {
                try Files.write(new.text, to: path)
            } catch {
                throw Diagnostic(
                    "lock.write", "the lock file `\(name)` cannot be written", help: "the folder must be writable",
                    cause: (error as? Diagnostic)?.cause.map { Diagnostic("file.write", $0) } ?? error
                )
            }
            return true
        }
    }

    /// Holds the kernel's lock on the manifest's folder, which leaves no file behind. Where the file system has no
    /// such locks, the last writer wins.
    private func withFolder<Result>(_ body: () throws -> Result) rethrows -> Result {
        let folder = open(Files.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 { while flock(folder, LOCK_EX) != 0, errno == EINTR {} }
        defer { if folder >= 0 { close(folder) } }
        return try body()
    }

    /// Removes what writers that were killed have left: nobody writes now.
    private func sweep() {
        let folder = Files.folder(of: path)
        let prefix = path.split(separator: "/").last.map { "\($0)." } ?? ""
        for name in (try? Files.list(folder)) ?? [] where name.hasPrefix(prefix) && name.hasSuffix(".new") {
            try? Files.remove("\(folder)/\(name)")
        }
    }
}
