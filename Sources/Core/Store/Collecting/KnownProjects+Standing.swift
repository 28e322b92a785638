internal import Glibc

extension KnownProjects {
    enum Standing: Hashable {
        case present
        /// Its folder was removed, or moved, from the file system that held it; or that has ended.
        case gone
        /// It may be there, and cannot be asked: why.
        case hidden(String)
    }

    /// Whether the project can be asked.
    func standing(of entry: Entry) -> Standing {
        var info = stat()
        let reason = stat(entry.folder, &info) == 0 ? 0 : errno
        guard [0, ENOENT, ENOTDIR].contains(reason) else { return .hidden(String(cString: strerror(reason))) }
        if reason == 0, isSame(entry), Files.exists("\(entry.folder)/ledger.db") { return .present }
        guard entry.machine == machine || reason == 0 && isSame(entry) else {
            return .hidden("it is on another machine")
        }
        if let absence = absence(of: entry) { return .hidden(absence) }
        return reason == 0 ? .present : .gone
    }

    /// Whether a folder that is here is the one that was entered. Another machine's of the same name is not, unless both see
    /// the same disk; a container, which has no number of its own, may share this one's.
    private func isSame(_ entry: Entry) -> Bool {
        entry.machine == machine || entry.machine.isEmpty || machine.isEmpty
            || FileSystemKind.of(entry.folder).isShared
    }

    /// Why what held the project is not here; nil when it is, or is nowhere any more.
    private func absence(of entry: Entry) -> String? {
        if hasEnded(entry) { return nil }
        if let link = Files.brokenLink(on: entry.folder) { return "`\(link)` is a symbolic link that leads nowhere" }
        let nothing = "nothing is mounted at `\(entry.mount)`"
        guard let disk = entry.disk else { return Mount.isPoint(entry.mount) ? nil : nothing }
        guard let table = MountTable.current else { return "what is mounted here cannot be told" }
        let here = table.mount(of: entry.folder)
        if let here, here.point == entry.mount, here.disk == disk { return nil }
        guard let there = table.mount(at: entry.mount) else { return nothing }
        if there.disk != disk { return "another file system is mounted at `\(entry.mount)`" }
        return "its place is on `\(here?.point ?? "/")`, and it was on `\(entry.mount)`"
    }

    /// What is in memory ends with its boot. Where machines have no numbers, the boot may be another one's.
    private func hasEnded(_ entry: Entry) -> Bool {
        guard let boot = entry.boot, let now = Deployment.Process.currentBoot else { return false }
        return boot != now && entry.machine == machine && !machine.isEmpty
    }
}
