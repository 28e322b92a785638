/// What lies in a store, sorted by what it is.
struct StoreInventory {
    /// Something that stays or goes as one.
    struct Item: Sendable, Hashable {
        var kind: GarbageReport.Kind
        var paths: [String]
        var size: Int64
        var changed: Int64
        /// What it is, or is made of: it goes when none of these is needed.
        var digests: Set<Digest>
    }

    /// The folders and files that Recua makes in a store.
    private static let known: Set = ["sha256", "partial", "records", "plugins", "projects", "uses", "answers", "lock"]

    private let root: String
    private(set) var foreign: [String]

    init(root: String) {
        self.root = root
        foreign = FileTree.entries(in: root).filter { !Self.known.contains($0.name) }.map(\.path)
    }

    mutating func files() -> [Item] {
        taken("\(root)/sha256") { entry in
            if let digest = Digest.plain(entry.name) { return Item(.files, entry, [digest]) }
            return Files.isTemporary(entry.name) ? Item(.leftovers, entry) : nil
        }
    }

    /// A download and its journal are one.
    mutating func downloads() -> [Item] {
        let parts = taken("\(root)/partial") { entry in
            if Files.isTemporary(entry.name) { return Item(.leftovers, entry) }
            let name = entry.name.hasSuffix(".journal") ? String(entry.name.dropLast(8)) : entry.name
            return Digest.plain(name).map { Item(.downloads, entry, [$0]) }
        }
        let whole = Dictionary(grouping: parts.filter { $0.kind == .downloads }) { $0.digests }.values.map { parts in
            parts.dropFirst().reduce(into: parts[0]) { $0.join($1) }
        }
        return whole.sorted { $0.paths[0] < $1.paths[0] } + parts.filter { $0.kind == .leftovers }
    }

    /// Files of plugins whose names begin with the digest of what they were made from. Others are the plugins' own.
    func copies() -> [Item] {
        FileTree.files(below: "\(root)/plugins").compactMap { entry in
            if Files.isTemporary(entry.name) { return Item(.leftovers, entry) }
            guard let digest = Digest.plain(String(entry.name.prefix(64))) else { return nil }
            return Item(.copies, entry, [digest])
        }
    }

    mutating func records() -> [Item] {
        var items: [Item] = []
        for kind in FileTree.entries(in: "\(root)/records") {
            guard kind.isFolder else {
                foreign.append(kind.path)
                continue
            }
            items += taken(kind.path) { entry in
                if Files.isTemporary(entry.name) { return Item(.leftovers, entry) }
                return Digest.plain(entry.name).map { Item(.records, entry, [$0]) }
            }
        }
        return items
    }

    mutating func answers() -> [Item] {
        taken("\(root)/answers") { entry in
            if Files.isTemporary(entry.name) { return Item(.leftovers, entry) }
            return Digest.plain(entry.name).map { _ in Item(.answers, entry) }
        }
    }

    /// Turns what is in a folder into items; what is none is somebody else's.
    private mutating func taken(_ folder: String, _ item: (FileTree.Entry) -> Item?) -> [Item] {
        FileTree.entries(in: folder).compactMap { entry in
            if entry.isRegular, let item = item(entry) { return item }
            foreign.append(entry.path)
            return nil
        }
    }
}

extension StoreInventory.Item {
    fileprivate init(_ kind: GarbageReport.Kind, _ entry: FileTree.Entry, _ digests: Set<Digest> = []) {
        self.init(kind: kind, paths: [entry.path], size: entry.size, changed: entry.changed, digests: digests)
    }

    /// The journal of a download goes before the file that holds its lock.
    fileprivate mutating func join(_ other: Self) {
        paths = (paths + other.paths).sorted { $0.utf8.count > $1.utf8.count }
        size += other.size
        changed = max(changed, other.changed)
    }
}

extension Digest {
    /// - Returns: nil for anything but 64 lower-case hexadecimal digits.
    fileprivate static func plain(_ name: String) -> Digest? { Digest(name).flatMap { $0.hex == name ? $0 : nil } }
}
