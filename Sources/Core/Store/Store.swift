internal import Glibc

/// The user's content-addressed files, shared by all projects and safe to delete.
///
/// ```
/// sha256/<64 hex>        files, named by their SHA-256, read-only
/// partial/<key>          downloads under way
/// records/<kind>/<key>   small JSON facts: layer digests, file digests, plugin descriptions
/// plugins/<name>         folders of plugins
/// projects/<key>         where ledgers are that name files of this store
/// uses/<process>         what running processes need, besides what their ledgers name
/// answers/<key>          what commands said, and what that rests on
/// lock                   taken by who says what it needs, and by who removes
/// ```
///
/// A file appears under its name only when it is complete: it is written beside its place, synced and renamed.
/// Several processes may use one store at once. What a process has asked for or brought in stays until its store is
/// let go of, or the process ends; from then on the ledgers say what stays.
public struct Store: Sendable {
    /// Absolute.
    public let root: String
    /// Where files that are added go: ``root``, but for who may only look into it.
    let shelf: String
    private let use: StoreUse

    public init(root: String) { self.init(root: root, adding: root) }

    /// A store that is only looked into. What is added is a file of `folder`, from where the store's owner takes it.
    package init(root: String, adding folder: String) {
        self.root = root
        shelf = folder
        use = StoreUse(root: root)
    }

    /// `$XDG_CACHE_HOME/recua`, or `~/.cache/recua`. `RECUA_STORE` names another place.
    public init(environment: [String: String]) {
        if let chosen = environment["RECUA_STORE"], !chosen.isEmpty {
            self.init(root: Files.absolute(chosen))
        } else if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
            self.init(root: "\(cache)/recua")
        } else {
            self.init(root: "\(Self.home(environment))/.cache/recua")
        }
    }

    /// `HOME`, else what the system's list of users says: never a folder that others can write to.
    private static func home(_ environment: [String: String]) -> String {
        if let home = environment["HOME"], home.hasPrefix("/") { return home }
        return getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } ?? "/nonexistent"
    }

    /// Where the file with this digest is, or would be.
    public func path(of digest: Digest) -> String {
        let added = place(of: digest)
        return shelf != root && Files.exists(added) ? added : "\(root)/sha256/\(digest.hex)"
    }

    /// Where a file with this digest is put when it is added.
    func place(of digest: Digest) -> String { "\(shelf)/sha256/\(digest.hex)" }

    /// Keeps files with these digests from being removed as long as this process uses the store. They need not be there.
    public func hold(_ digests: some Sequence<Digest>) { use.name(digests) }

    /// The file with this digest, when it is there.
    public func file(_ digest: Digest) -> StoredFile? {
        hold([digest])
        let path = path(of: digest)
        guard let facts = Files.facts(path), facts.isRegular else { return nil }
        return StoredFile(path: path, sha256: digest, size: facts.size)
    }

    /// A folder of this plugin's own that stays.
    public func folder(ofPlugin name: String) throws -> String {
        let folder = "\(root)/plugins/\(name)"
        try Files.createFolder(folder)
        return folder
    }

    /// Where a download of `key` is collected until it is complete. The folder above exists.
    public func partial(_ key: Digest) throws -> String {
        do {
            try Files.createFolder("\(root)/partial")
        } catch {
            throw Diagnostic(
                "store.write", "the store `\(root)` cannot be written to",
                help: "make it writable, or set `RECUA_STORE` to a folder that is", cause: error)
        }
        hold([key])
        return "\(root)/partial/\(key.hex)"
    }

    /// Puts small content into the store.
    public func add(_ bytes: [UInt8]) throws -> StoredFile {
        let digest = Digest(of: bytes)
        try Files.createFolder("\(shelf)/sha256")
        if let file = file(digest) { return file }
        try Files.write(bytes, to: place(of: digest), mode: 0o444)
        return StoredFile(path: place(of: digest), sha256: digest, size: Int64(bytes.count))
    }
}

extension Store: Hashable {
    public static func == (lhs: Store, rhs: Store) -> Bool { lhs.root == rhs.root }
    public func hash(into hasher: inout Hasher) { hasher.combine(root) }
}
