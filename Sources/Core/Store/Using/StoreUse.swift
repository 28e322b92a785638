internal import Glibc
internal import Synchronization
internal import SystemPackage

/// What this process needs of the store, said before it looks: what is named here, no `recua gc` of another process
/// removes.
///
/// The names are in a file of `uses` that the kernel locks for as long as the process lives; what dead processes needed
/// counts for nothing. What a run commits to its ledger is named there before the run's process ends, so there is no
/// moment at which nobody names it.
final class StoreUse: Sendable {
    private struct State {
        var gate: StoreGate?
        var file: FileDescriptor?
        var path = ""
        /// Written down.
        var named: Set<Digest> = []
        /// Still to be written down. While there are any, this process is inside the gate.
        var pending: Set<Digest> = []
    }

    private let root: String
    private let state = Mutex(State())

    init(root: String) { self.root = root }

    deinit {
        state.withLock { state in
            if let file = state.file {
                unlink(state.path)
                try? file.close()
            }
            state.gate?.close()
        }
    }

    /// Names digests: of files that are needed, or keys of downloads. When this returns, they are safe.
    ///
    /// Where there is no store, there is nothing to lose.
    func name(_ digests: some Sequence<Digest>) {
        // No answer rests on who else uses the store, and who looks here changes it.
        Trace.$current.withValue(nil) {
            state.withLock { state in
                let new = digests.filter { !state.named.contains($0) }
                guard !new.isEmpty, let gate = gate(&state) else { return }
                gate.enter()
                state.pending.formUnion(new)
                do {
                    try write(&state)
                    gate.leave()
                } catch {
                    // A full disk, or another user's store: this process stays inside, and nothing is removed, until
                    // all is written or it ends.
                }
            }
        }
    }

    /// Begins a line of its own: a full disk may have taken half a line before.
    private func write(_ state: inout State) throws {
        if state.file == nil { try open(&state) }
        try state.file?.writeAll("\n\(state.pending.map { "\($0.hex)\n" }.joined())".utf8)
        state.named.formUnion(state.pending)
        state.pending = []
    }

    private func gate(_ state: inout State) -> StoreGate? {
        if state.gate == nil { state.gate = try? StoreGate(root: root, removes: false) }
        return state.gate
    }

    /// Locked before anybody who removes can see it. Who sweeps may come before the lock: then there is another file.
    private func open(_ state: inout State) throws {
        let folder = "\(root)/uses"
        try Files.createFolder(folder)
        StoreUse.sweep(folder)
        while true {
            state.path = "\(folder)/\(getpid()).\(UInt64.random(in: 0 ... .max))"
            let file = try FileDescriptor.open(
                FilePath(state.path), .writeOnly, options: [.create, .exclusiveCreate, .append, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0, Files.untraced(state.path) != nil {
                state.file = file
                return
            }
            try file.close()
        }
    }
}

extension StoreUse {
    /// What living processes have named, and how many these are. Be alone inside the gate.
    ///
    /// - Throws: ``Diagnostic`` `file.read` when one of them cannot be asked.
    static func named(in root: String) throws -> (digests: Set<Digest>, processes: Int) {
        let folder = "\(root)/uses"
        var digests: Set<Digest> = []
        var processes = 0
        for path in try files(folder) where isAlive(path) {
            do {
                digests.formUnion(Mentions.digests(in: try Files.read(path)))
                processes += 1
            } catch let error as Diagnostic {
                // A process that has just ended has committed what it needed.
                if Files.exists(path) { throw error }
            }
        }
        return (digests, processes)
    }

    /// Removes the files of processes that are gone, each under its lock: a process may just be about to take it.
    static func sweep(_ folder: String) {
        for path in (try? files(folder)) ?? [] {
            guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else {
                continue
            }
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            HeldLock.giveBack(file)
        }
    }

    private static func files(_ folder: String) throws -> [String] {
        guard Files.exists(folder) else { return [] }
        return try Files.list(folder).map { "\(folder)/\($0)" }
    }

    private static func isAlive(_ path: String) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else {
            // Gone since, or another user's: that one is taken to live.
            return Files.exists(path)
        }
        defer { HeldLock.giveBack(file) }
        return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
    }
}
