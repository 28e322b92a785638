/// What still stands in a ledger under the names of other projects than the manifest's own.
public struct Stranded: Sendable, Hashable {
    /// That of projects which no manifest beside the ledger has any more: `project:` was given another name, or the manifest
    /// is gone.
    public var leftovers: [Leftover] = []
    /// That of projects of which cannot be told whether a manifest has them.
    public var uncertain: [Leftover] = []
    /// That of projects whose manifests lie beside this one.
    public var elsewhere: [Leftover] = []
    /// By the name of a project in ``elsewhere``: a manifest of it, absolute.
    public var manifests: [String: String] = [:]
    /// By the name of a project in ``uncertain``: why, `manifest.neighbour`, a warning.
    public var doubts: [String: Diagnostic] = [:]

    /// Projects of which something is to be taken down by their names alone, sorted.
    public var projects: [String] { Set((leftovers + uncertain).compactMap(\.project)).sorted() }

    init() {}

    /// - Parameter standing: by project.
    init(_ standing: [String: [Leftover]], _ owners: NeighbouringManifests.Owners) {
        for (project, left) in standing.sorted(by: { $0.key < $1.key }) where !left.isEmpty {
            if let manifest = owners.manifests[project] {
                elsewhere += left
                manifests[project] = manifest
            } else if let doubt = owners.doubt(about: project) {
                uncertain += left
                doubts[project] = doubt.warning(of: project)
            } else {
                leftovers += left
            }
        }
    }
}

extension NeighbouringManifests.Doubt {
    fileprivate func warning(of project: String) -> Diagnostic {
        Diagnostic(
            "manifest.neighbour",
            "`\(path)` may be the manifest of project `\(project)`, of which something still stands, and cannot be read",
            severity: .warning,
            help: "mend it, or move it elsewhere: until then it cannot be told whether `\(project)` has a manifest",
            related: related)
    }
}
