internal import Glibc

/// The projects that use a store: where their ledgers are, which say what of it is needed.
///
/// A project is entered by its first run and, where it has been moved or copied, by the first command that reads its
/// ledger there. One that is gone is forgotten.
struct KnownProjects {
    /// A project as it was entered.
    struct Entry: Codable, Hashable {
        /// The project's `.recua`, absolute.
        var folder: String
        /// Where the file system is mounted that it is on.
        var mount: String
        /// Which machine knows the folder under that name: several may share a store.
        var machine: String
    }

    enum Standing: Hashable {
        case present
        /// Its folder was removed, or moved.
        case gone
        /// It may be there, and cannot be asked: why.
        case hidden(String)
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
        let entry = Entry(folder: stateFolder, mount: Mount.point(of: stateFolder), machine: machine)
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
    /// Whether the project can be asked.
    func standing(of entry: Entry) -> Standing {
        var info = stat()
        let reason = stat(entry.folder, &info) == 0 ? 0 : errno
        guard [0, ENOENT, ENOTDIR].contains(reason) else { return .hidden(String(cString: strerror(reason))) }
        if reason == 0, isSame(entry), Files.exists("\(entry.folder)/ledger.db") { return .present }
        guard entry.machine == machine || reason == 0 && isSame(entry) else {
            return .hidden("it is on another machine")
        }
        guard Mount.isPoint(entry.mount) else { return .hidden("nothing is mounted at `\(entry.mount)`") }
        return reason == 0 ? .present : .gone
    }

    /// Whether a folder that is here is the one that was entered. Another machine's of the same name is not, unless both see
    /// the same disk; a container, which has no number of its own, may share this one's.
    private func isSame(_ entry: Entry) -> Bool {
        entry.machine == machine || entry.machine.isEmpty || machine.isEmpty
            || FileSystemKind.of(entry.folder).isShared
    }

    /// `/etc/machine-id`; empty where there is none, as in many containers.
    static var machine: String {
        let text = (try? Files.readText("/etc/machine-id", limit: 128)) ?? ""
        return String(text.filter { !$0.isWhitespace })
    }
}

/// Where file systems are mounted.
enum Mount {
    /// The uppermost folder above `path` that is on the same file system. `path` need not be there.
    static func point(of path: String) -> String {
        var here = path
        while Files.facts(here) == nil, here != "/", here != "." { here = Files.folder(of: here) }
        while !isPoint(here) { here = Files.folder(of: here) }
        return here
    }

    /// True for a folder on another file system than the one above it.
    static func isPoint(_ path: String) -> Bool {
        if path == "/" || path == "." { return true }
        guard let own = Files.facts(path), let above = Files.facts(Files.folder(of: path)) else { return false }
        return own.device != above.device
    }
}
