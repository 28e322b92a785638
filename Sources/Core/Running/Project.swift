/// Where a project keeps its state: `.recua` beside the folder `stacks`, or beside the manifest.
public struct Project: Sendable, Hashable {
    public var name: String
    /// `.recua`, absolute.
    public var stateFolder: String

    /// - Parameter manifestFolder: absolute.
    public init(name: String, manifestFolder: String) {
        self.name = name
        let parts = manifestFolder.split(separator: "/")
        let root = parts.last == "stacks" ? Files.folder(of: manifestFolder) : manifestFolder
        stateFolder = root == "/" ? "/.recua" : "\(root)/.recua"
    }

    public var ledger: String { "\(stateFolder)/ledger.db" }
    public var lock: String { "\(stateFolder)/lock" }

    /// The folder that a plugin keeps for a stack.
    public func folder(stack: String, plugin: String) -> String { "\(stateFolder)/stacks/\(stack)/\(plugin)" }
}
