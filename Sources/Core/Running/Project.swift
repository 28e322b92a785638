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

/// Whose the state is: the manifest may go into `stacks`, or come out of it.
extension Project {
    /// The folder in which `.recua` is.
    package var root: String { Files.folder(of: stateFolder) }

    /// The root of the project in which a plugin keeps such a folder: see ``folder(stack:plugin:)``.
    package static func root(of pluginFolder: String) -> String {
        // `.recua`, `stacks`, the stack's name and the plugin's.
        (0..<4).reduce(pluginFolder) { folder, _ in Files.folder(of: folder) }
    }
}
