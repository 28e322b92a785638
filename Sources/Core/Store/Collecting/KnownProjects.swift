/// The projects that use a store: where their ledgers are, which say what of it is needed.
///
/// A project is entered by its first run and, where it has been moved or copied, by the first command that reads its
/// ledger there. One that is gone is forgotten: when the file system that held it is here, and it is not. Projects at one
/// path, on disks that are mounted there in turn, are one entry, and the one that is there is asked: a disk may have another
/// name in a container or after a boot, and a project that is nowhere any more would keep everything for ever.
struct KnownProjects {
    /// A project as it was entered.
    struct Entry: Codable, Hashable {
        /// The project's `.recua`, absolute.
        var folder: String
        /// Where the file system is mounted that it is on.
        var mount: String
        /// Which machine knows the folder under that name: several may share a store.
        var machine: String
        /// ``Mount/disk`` of what is mounted there; nil where it was not known, as in entries of an earlier Recua.
        var disk: String?
        /// The boot in which it ends; nil for what lasts.
        var boot: String?
    }

    /// `projects` in the store.
    let folder: String
    let machine: String

    init(store: Store, machine: String = Self.machine) {
        folder = "\(store.root)/projects"
        self.machine = machine
    }

    /// Enters a project, unless it is entered.
    func add(_ stateFolder: String) throws {
        let entry = Entry(of: stateFolder, machine: machine)
        let path = path(of: entry)
        let text = try JSON(encoding: entry).text()
        if (try? Files.readText(path, limit: 1 << 16)) == text { return }
        try Files.write(text, to: path)
    }

    /// Enters a project that is not entered, of which some of the store may be needed already: nobody removes files
    /// meanwhile. What the `Trace` in force keeps rests on the entry. While somebody does, nothing is entered, and nothing
    /// kept: the next look enters it.
    ///
    /// Do not hold the gate alone.
    func enter(_ stateFolder: String) throws {
        let path = path(of: Entry(folder: stateFolder, mount: "", machine: machine))
        guard !Files.exists(path) else { return }
        let isEntered = try Trace.$current.withValue(nil) {
            try Files.createFolder(folder)
            let gate = try StoreGate(root: Files.folder(of: folder), removes: false)
            defer { gate.close() }
            guard gate.enterAtOnce() else { return false }
            try add(stateFolder)
            return true
        }
        if !isEntered { Trace.current?.abandon() }
    }

    /// - Throws: ``Diagnostic`` when what is written down cannot be read.
    func all() throws -> [Entry] {
        guard Files.exists(folder) else { return [] }
        return try Files.list(folder).filter { !$0.hasSuffix(".new") }.map { name in
            let path = "\(folder)/\(name)"
            do {
                return try JSON(parsing: Files.read(path, limit: 1 << 16)).decode(Entry.self)
            } catch {
                throw Diagnostic(
                    "store.project", "`\(path)`, which says where a project is, cannot be read",
                    help: "remove it; the project's next run writes it again", cause: error)
            }
        }
    }

    func forget(_ entry: Entry) throws { try Files.remove(path(of: entry)) }

    func path(of entry: Entry) -> String { "\(folder)/\(Digest(of: "\(entry.machine)\n\(entry.folder)").hex)" }
}

extension KnownProjects {
    /// `/etc/machine-id`; empty where there is none, as in many containers.
    static var machine: String {
        let text = (try? Files.readText("/etc/machine-id", limit: 128)) ?? ""
        return String(text.filter { !$0.isWhitespace })
    }
}

extension KnownProjects.Entry {
    /// A project as it is entered now.
    fileprivate init(of folder: String, machine: String) {
        let mount = MountTable.current?.mount(of: folder)
        self.init(
            folder: folder, mount: mount?.point ?? Mount.point(of: folder), machine: machine, disk: mount?.disk,
            boot: mount?.isInMemory == true ? Deployment.Process.currentBoot : nil)
    }
}
