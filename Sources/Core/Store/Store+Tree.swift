extension Store {
    /// The digest of a local file, or of a folder: of its files' relative paths, digests and executable bits. A single
    /// file that may be executed has another digest than its content alone.
    ///
    /// Symbolic links count as what they lead to. Empty folders do not count.
    ///
    /// - Throws: ``Diagnostic`` `file.missing`, or what reading throws.
    func digest(ofLocalTree path: String) throws -> Digest {
        guard let facts = Files.facts(path) else { throw Diagnostic("file.missing", "there is no file `\(path)`") }
        guard facts.isFolder else {
            let content = try digest(ofLocalFile: path).sha256
            return facts.isExecutable ? Digest(of: "\(content) executable") : content
        }
        var hasher = Digest.Hasher()
        for file in try Self.files(in: path, facts) {
            let digest = try digest(ofLocalFile: "\(path)/\(file.path)").sha256
            hasher.update(Array("\(file.path)\0\(digest.hex)\(file.isExecutable)\n".utf8))
        }
        return hasher.finish()
    }

    /// - Parameter above: the folders on the way here; a link back to one of them is not followed.
    private static func files(
        in root: String, below folder: String = "", _ facts: Files.Facts, above: Set<UInt64> = []
    ) throws -> [(path: String, isExecutable: Bool)] {
        guard !above.contains(facts.inode) else { return [] }
        return try Files.list(folder.isEmpty ? root : "\(root)/\(folder)").flatMap { name in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard let inner = Files.facts("\(root)/\(path)") else { return [(path: String, isExecutable: Bool)]() }
            guard inner.isFolder else { return [(path, inner.isExecutable)] }
            return try files(in: root, below: path, inner, above: above.union([facts.inode]))
        }
    }
}
