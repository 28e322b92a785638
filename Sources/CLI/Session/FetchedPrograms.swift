import RecuaCore

/// The fetched plugins of a project's last run, written down beside its ledger, so that `recua gc` leaves them.
struct FetchedPrograms {
    /// `.recua/plugins`
    private let folder: String
    /// Several projects may share a folder: the beginning of the names of this one's files.
    private let prefix: String
    /// What each file holds, by its name.
    private let texts: [String: String]

    init(_ programs: [ProgramDeclaration], of project: Project) {
        folder = "\(project.stateFolder)/plugins"
        prefix = "\(project.name)."
        let fetched = programs.compactMap { program -> (String, String)? in
            guard let source = program.source, let path = program.run.first else { return nil }
            let facts: JSON = ["program": .string(path), "source": .string(SourceName.shown(source.url))]
            return ("\(project.name).\(program.name).json", facts.prettyText())
        }
        texts = Dictionary(fetched) { first, _ in first }
    }

    /// Writes what is new, removes what is no longer in use, and nothing else.
    func keep() throws {
        for name in (try? Files.list(folder)) ?? [] where name.hasPrefix(prefix) && texts[name] == nil {
            try Files.remove("\(folder)/\(name)")
        }
        for (name, text) in texts where (try? Files.readText("\(folder)/\(name)")) != text {
            try Files.write(text, to: "\(folder)/\(name)")
        }
    }
}
