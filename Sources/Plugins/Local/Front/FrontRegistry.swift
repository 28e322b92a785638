internal import RecuaCore

/// Where the fronts of all projects are on record, outside of the projects: a project that loses its state folder finds
/// them there, and so does the front itself, which else would end as one that nobody can end any more.
struct FrontRegistry: Sendable {
    private let path: String

    init(_ store: Store) { path = "\(store.root)/plugins/\(LocalPlugin.descriptor.name)/fronts" }

    /// The file with the record of a stack's front.
    func entry(of stack: StackFacts) -> String {
        let key = Digest(of: "\(stack.project)\0\(stack.name)\0\(stack.folder)")
        // A name that begins with a digest would be a copy of that file to whoever cleans the store up.
        return "\(path)/front-\(key.hex.prefix(32)).json"
    }

    /// The running fronts of the project that `stack` belongs to, by the names of their stacks.
    func running(beside stack: StackFacts) -> [FrontRecord] {
        files.compactMap { FrontRecord(file: $0) }.filter { record in
            record.owner?.project == stack.project && record.owner?.folder == stack.folder && record.process.isAlive
        }.sorted { ($0.owner?.stack ?? "") < ($1.owner?.stack ?? "") }
    }

    /// Of whichever project's front.
    func record(of process: Deployment.Process) -> FrontRecord? {
        files.lazy.compactMap { FrontRecord(file: $0) }.first { $0.process == process }
    }

    private var files: [String] { ((try? Files.list(path)) ?? []).map { "\(path)/\($0)" } }
}
