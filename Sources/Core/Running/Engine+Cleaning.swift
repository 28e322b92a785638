internal import Glibc
internal import SystemPackage

extension Engine {
    /// Removes what the project itself does not need any more: scratch folders of steps that were cut off, and the
    /// folders of stacks that neither the manifest nor the ledger knows.
    ///
    /// - Parameters:
    ///   - declared: names of the manifest's stacks.
    ///   - isDry: remove nothing, and report as if.
    /// - Throws: ``Diagnostic`` `run.locked` while somebody works on the project, or `file.remove`.
    public func clean(declared: [String], isDry: Bool) throws -> [GarbageReport.Item] {
        guard Files.exists(project.stateFolder) else { return [] }
        if isDry { return try leftovers(declared).map { removed($0) } }
        let lock = try ProjectLock(project.lock, command: "recua gc", since: Timestamp.now())
        defer { withExtendedLifetime(lock) {} }
        return try leftovers(declared).map { path in
            let item = removed(path)
            try Files.remove(path)
            return item
        }
    }

    private func leftovers(_ declared: [String]) throws -> [String] {
        let known = Set(try snapshot().stacks + declared)
        let stacks = FileTree.entries(in: "\(project.stateFolder)/stacks")
        let gone = stacks.filter { $0.isFolder && !known.contains($0.name) && !isInUse($0.path) }.map(\.path)
        let scratch = "\(project.stateFolder)/scratch"
        return gone + (Files.exists(scratch) ? [scratch] : [])
    }

    private func removed(_ path: String) -> GarbageReport.Item {
        let size = FileTree.files(below: path).reduce(0) { $0 + $1.size }
        return GarbageReport.Item(kind: .folders, path: path, size: size, verdict: .removed)
    }

    /// True while a process holds a lock in the folder: something that was deployed from it runs, though the ledger was
    /// lost.
    private func isInUse(_ folder: String) -> Bool {
        FileTree.files(below: folder).contains { entry in
            let opened = try? FileDescriptor.open(
                FilePath(entry.path), .readOnly, options: [.closeOnExec, .nonBlocking])
            guard let file = opened else { return true }
            defer { try? file.close() }
            return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
        }
    }
}
