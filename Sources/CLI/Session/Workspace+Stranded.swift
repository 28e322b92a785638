import RecuaCore

extension Workspace {
    /// Whether something of another project is to be taken down by way of this one's manifest.
    ///
    /// - Throws: ``Diagnostic`` `usage.no-project`.
    func demandStranded(_ project: String) throws {
        let stranded = Set(try engine.stranded(besides: engine.snapshot()).compactMap(\.project))
        guard !stranded.contains(project) else { return }
        throw Diagnostic(
            "usage.no-project", "`\(project)` is no project that left something here and that no manifest here has",
            help: project == parsed.project
                ? "it is this manifest's own: leave `--project` out" : Self.known(stranded.sorted()))
    }

    private static func known(_ projects: [String]) -> String {
        projects.isEmpty
            ? "there is none; a project that has its manifest is taken down with `-f`"
            : "known: \(projects.joined(separator: ", "))"
    }
}
