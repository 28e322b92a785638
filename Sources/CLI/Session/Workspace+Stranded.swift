import RecuaCore

extension Workspace {
    /// Whether something of another project is to be taken down by way of this one's manifest. Whoever names it may do so
    /// where it cannot be told whether a manifest has it, and is told.
    ///
    /// - Throws: ``Diagnostic`` `usage.no-project`.
    func demandStranded(_ project: String) throws {
        let stranded = try engine.stranded(besides: engine.snapshot())
        if let doubt = stranded.doubts[project] { context.output.report(doubt) }
        guard !stranded.projects.contains(project) else { return }
        throw Diagnostic(
            "usage.no-project", "`\(project)` is no project that left something here and that no manifest here has",
            help: project == parsed.project
                ? "it is this manifest's own: leave `--project` out" : Self.known(stranded.projects))
    }

    private static func known(_ projects: [String]) -> String {
        projects.isEmpty
            ? "there is none; a project that has its manifest is taken down with `-f`"
            : "known: \(projects.joined(separator: ", "))"
    }
}
