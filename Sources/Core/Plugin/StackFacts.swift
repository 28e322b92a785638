/// What a plugin knows of the stack besides its sections.
public struct StackFacts: Codable, Sendable, Hashable {
    public var name: String
    public var project: String
    /// The plugin that provides `deployment`: `lambda`, `local`, …
    public var target: String
    public var description: String?
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
