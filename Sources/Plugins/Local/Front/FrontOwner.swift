internal import RecuaCore

/// Whose front it is, for whoever looks for it without a ledger.
struct FrontOwner: Codable, Sendable, Hashable {
    var project: String
    var stack: String
    /// The manifest's folder: two copies of a project have fronts of their own. A front whose folder is gone ends.
    var folder: String
    /// Of the step that started the front or found it fit.
    var fingerprint: Digest?

    /// The folder in which the project has its state.
    var root: String { Project(name: project, manifestFolder: folder).root }

    init(_ stack: StackFacts, fingerprint: Digest?) {
        project = stack.project
        self.stack = stack.name
        folder = stack.folder
        self.fingerprint = fingerprint
    }

    /// True of the fronts that take turns in one place, under whatever name its folder comes to be found.
    func isInPlace(of other: FrontOwner) -> Bool {
        (project, stack) == (other.project, other.stack) && Files.isOneFolder(root, other.root)
    }
}
