internal import Glibc
internal import SystemPackage

extension Engine {
    /// What a project does not need any more of its own.
    public struct Leavings: Sendable {
        /// Scratch folders of steps that were cut off, what a restore that was cut off has left, and folders of stacks
        /// that nobody knows.
        public var folders: [GarbageReport.Item]
        /// Stacks that have left the manifest and of which nothing stands: their models and images count no more.
        public var stacks: [String]
    }

    /// Removes what the project itself does not need any more. Do it before the store is cleaned.
    ///
    /// - Parameters:
    ///   - declared: names of the manifest's stacks.
    ///   - age: what a stack has done within that time still counts.
    ///   - isDry: remove nothing, and report as if.
    /// - Throws: ``Diagnostic`` `run.locked` while somebody works on the project, or what its ledger throws.
    public func clean(declared: [String], age: Duration, isDry: Bool) throws -> Leavings {
        let limit = Files.now() - age.components.seconds * 1_000_000_000
        let declared = Set(declared)
        let look = try leavings(declared, limit)
        // The lock is taken for nothing less: it would turn a run away.
        if look.folders.isEmpty && look.stacks.isEmpty { return look }
        if isDry {
            try ProjectLock.checkIsFree(project.lock)
            return look
        }
        let lock = try ProjectLock(project.lock, command: "recua gc", since: Timestamp.now())
        defer { withExtendedLifetime(lock) {} }
        let leavings = try leavings(declared, limit)
        for item in leavings.folders { try Files.remove(item.path) }
        if !leavings.stacks.isEmpty {
            let ledger = try Ledger.write(project.ledger, project: project.name)
            defer { try? ledger.close() }
            try ledger.forget(stacks: leavings.stacks)
        }
        return leavings
    }

    private func leavings(_ declared: Set<String>, _ limit: Int64) throws -> Leavings {
        guard Files.exists(project.stateFolder) else { return Leavings(folders: [], stacks: []) }
        let snapshot = try snapshot()
        let folders = leftovers(declared.union(snapshot.stacks)).map { path in
            let size = FileTree.files(below: path).reduce(0) { $0 + $1.size }
            return GarbageReport.Item(kind: .folders, path: path, size: size, verdict: .removed)
        }
        let gone = snapshot.stacks.filter { stack in
            !declared.contains(stack) && snapshot.standing(of: stack).isEmpty
                && snapshot.records(of: stack).allSatisfy { record in
                    record.ended.flatMap { Timestamp.nanoseconds($0) }.map { $0 < limit } ?? false
                }
        }
        return Leavings(folders: folders, stacks: gone)
    }

    private func leftovers(_ known: Set<String>) -> [String] {
        let programs = FileTree.entries(in: "\(project.stateFolder)/programs").filter(\.isFolder)
        let stacks = (programs.map(\.path) + ["\(project.stateFolder)/stacks"]).flatMap(FileTree.entries)
        let gone = stacks.filter { $0.isFolder && !known.contains($0.name) && !isInUse($0.path) }.map(\.path)
        // Of steps, and of restores, that were cut off.
        let drafts = ["scratch", "restoring"].map { "\(project.stateFolder)/\($0)" }
        return gone + drafts.filter { Files.exists($0) }
    }

    /// True while a process holds a lock in the folder: something that was deployed from it runs, though the ledger was
    /// lost.
    private func isInUse(_ folder: String) -> Bool {
        FileTree.files(below: folder).contains { entry in
            let opened = try? FileDescriptor.open(
                FilePath(entry.path), .readOnly, options: [.closeOnExec, .nonBlocking])
            guard let file = opened else { return true }
            defer { HeldLock.giveBack(file) }
            return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
        }
    }
}
