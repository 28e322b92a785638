import RecuaCore

/// A folder that a program is, or is made of.
struct ProgramFolder {
    let path: String

    /// Stands for its files: their relative paths, contents and executable bits. Symbolic links count as what they lead to.
    /// Names that begin with a dot, and what Python keeps of its modules, do not count.
    func digest(in store: Store) throws -> Digest {
        guard let facts = Files.facts(path) else { throw Diagnostic("file.missing", "there is no file `\(path)`") }
        let files = try files(below: "", facts, above: []).map { file -> JSON in
            let digest = try store.digest(ofLocalFile: "\(path)/\(file.name)").sha256.hex
            return [.string(file.name), .string(digest), .bool(file.isExecutable)]
        }
        return Digest(of: JSON.array(files).text())
    }

    /// - Parameter above: the folders on the way here; a link back to one of them is not followed.
    private func files(
        below folder: String, _ facts: Files.Facts, above: Set<UInt64>
    ) throws -> [(name: String, isExecutable: Bool)] {
        guard !above.contains(facts.inode) else { return [] }
        return try Files.list(folder.isEmpty ? path : "\(path)/\(folder)").filter(Self.counts).flatMap { name in
            let inner = folder.isEmpty ? name : "\(folder)/\(name)"
            guard let there = Files.facts("\(path)/\(inner)") else { return [(name: String, isExecutable: Bool)]() }
            if there.isRegular { return [(inner, there.isExecutable)] }
            guard there.isFolder else { return [] }
            return try files(below: inner, there, above: above.union([facts.inode]))
        }
    }

    private static func counts(_ name: String) -> Bool { !name.hasPrefix(".") && name != "__pycache__" }
}
