extension Store {
    /// The digest of a local file, or of a folder: of its files' relative paths, digests and executable bits. A single
    /// file that may be executed has another digest than its content alone.
    ///
    /// Symbolic links count as what they lead to, and one that leads nowhere does not count. Nor do empty folders.
    ///
    /// - Throws: ``Diagnostic`` `file.missing`, `file.name` for a name that is no UTF-8, or what reading throws.
    func digest(ofLocalTree path: String) throws -> Digest {
        guard let facts = try Files.lookUp(path) else {
            throw Diagnostic("file.missing", "there is no file `\(path)`")
        }
        guard facts.isFolder else {
            let content = try digest(ofLocalFile: path).sha256
            return facts.isExecutable ? Digest(of: "\(content) executable") : content
        }
        var hasher = Digest.Hasher()
        for file in try Self.files(in: path, FolderTrail(facts)) {
            let digest = try digest(ofLocalFile: "\(path)/\(file.path)").sha256
            hasher.update(Array("\(file.path)\0\(digest.hex)\(file.facts.isExecutable)\n".utf8))
        }
        return hasher.finish()
    }

    /// What is in a folder and is no folder, by its relative path.
    ///
    /// - Parameters:
    ///   - trail: begins with the folder `root`.
    ///   - counts: by their names, what to leave out with all that is in it.
    package static func files(
        in root: String, below folder: String = "", _ trail: FolderTrail, where counts: (String) -> Bool = { _ in true }
    ) throws -> [(path: String, facts: Files.Facts)] {
        try Files.listWhole(folder.isEmpty ? root : "\(root)/\(folder)").filter(counts).flatMap { name in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard let facts = try Files.lookUp("\(root)/\(path)") else {
                return [(path: String, facts: Files.Facts)]()
            }
            guard facts.isFolder else { return [(path, facts)] }
            guard !trail.isLedBack(by: "\(root)/\(path)", to: facts) else { return [] }
            return try files(in: root, below: path, trail.entering(facts), where: counts)
        }
    }
}
