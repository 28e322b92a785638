/// What a plugin knows of the stack besides its sections.
public struct StackFacts: Codable, Sendable, Hashable {
    /// The key under `stacks:`.
    public var name: String
    /// As the manifest names it; what is made outside carries it beside ``name``.
    public var project: String
    /// The plugin that provides `deployment`: `lambda`, `local`, …
    public var target: String
    public var description: String?
    /// The user's own, for what is made outside to carry.
    public var tags: [String: String]
    /// The manifest's folder, absolute: relative paths of the sections start here.
    public var folder: String

    public init(
        name: String, project: String, target: String, description: String? = nil, tags: [String: String] = [:],
        folder: String
    ) {
        self.name = name
        self.project = project
        self.target = target
        self.description = description
        self.tags = tags
        self.folder = folder
    }
}

extension StackFacts {
    /// The manifest's folder, when another one than this is of another project, under whatever names they come to be
    /// found: the project was moved meanwhile, or copied.
    package func folder(unless other: String) -> String? {
        let (there, here) = (Project(name: project, manifestFolder: folder), Project(name: "", manifestFolder: other))
        return Files.isOneFolder(there.root, here.root) ? nil : folder
    }
}
