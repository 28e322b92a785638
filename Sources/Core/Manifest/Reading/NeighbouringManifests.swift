/// The manifests that may share a project's `.recua`: what has the words of a manifest of Recua in it, under any name, since
/// `-f` takes any. What else lies there, and what commands have written, is none.
///
/// Of which project one is, is told as when it is read; what stands in its sections is of no account.
struct NeighbouringManifests {
    let folders: [String]

    /// - Parameter stateFolder: `.recua`, absolute.
    init(beside stateFolder: String) {
        let folder = Files.folder(of: stateFolder)
        folders = [folder, folder == "/" ? "/stacks" : "\(folder)/stacks"]
    }

    /// Copies that editors and tools leave have these.
    private static let copies = ["~", ".bak", ".orig", ".old", ".rej", ".swp", ".md"]

    func files(in folder: String) throws -> [File] {
        guard try Files.lookUp(folder)?.isFolder == true else { return [] }
        return try Files.list(folder).filter { name in !Self.copies.contains(where: name.hasSuffix) }
            .compactMap { name in
                let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
                guard let facts = try Files.lookUp(path), facts.isRegular, facts.size <= ManifestReader.sizeLimit else {
                    return nil
                }
                return File(path: path)
            }
    }
}

extension NeighbouringManifests {
    /// Something that may be a manifest of one of these projects, and of which that cannot be told.
    struct Doubt: Error {
        let path: String
        let projects: Set<String>
        /// Why: the first few.
        let related: [Diagnostic.Related]

        init(_ path: String, of projects: Set<String>, _ error: any Error) {
            self.path = path
            self.projects = projects
            related = Diagnostics.from(error).prefix(3).map { Diagnostic.Related($0.message, at: $0.place) }
        }
    }
}
