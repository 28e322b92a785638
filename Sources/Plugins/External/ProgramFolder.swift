import RecuaCore

/// A folder that a program is, or is made of.
struct ProgramFolder {
    let path: String

    /// Stands for its files: their relative paths, contents and executable bits. Symbolic links count as what they lead to.
    /// Names that begin with a dot, and what Python keeps of its modules, do not count.
    func digest(in store: Store) throws -> Digest {
        guard let facts = try Files.lookUp(path) else { throw Diagnostic("file.missing", "there is no file `\(path)`") }
        let files = try Store.files(in: path, FolderTrail(facts), where: Self.counts).filter(\.facts.isRegular)
        let items = try files.map { file -> JSON in
            let digest = try store.digest(ofLocalFile: "\(path)/\(file.path)").sha256.hex
            return [.string(file.path), .string(digest), .bool(file.facts.isExecutable)]
        }
        return Digest(of: JSON.array(items).text())
    }

    private static func counts(_ name: String) -> Bool { !name.hasPrefix(".") && name != "__pycache__" }
}
