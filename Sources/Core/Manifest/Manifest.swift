/// The whole manifest, read, merged and checked: what planning starts from.
public struct Manifest: Sendable {
    /// A file that the manifest was read from.
    public struct File: Sendable, Hashable, Codable {
        /// Absolute.
        public var path: String
        public var digest: Digest

        public init(path: String, digest: Digest) {
            self.path = path
            self.digest = digest
        }
    }

    public var project: String
    /// Absolute; relative paths in sections start here.
    public var folder: String
    public var files: [File]
    /// In the order of the text.
    public var stacks: [Stack]
    public var plugins: [ProgramDeclaration]
    /// Names of the environment variables whose values stand in sections now, sorted. Secrets are not among them.
    public var environment: [String]
    /// The files whose text stands in sections now, absolute and sorted.
    public var referencedFiles: [String]
    /// Every source that is not a local file, stack by stack.
    public var sources: [SourceUse]
    /// What is odd and does not keep anything from working.
    public var warnings: [Diagnostic]

    public init(
        project: String, folder: String, files: [File] = [], stacks: [Stack], plugins: [ProgramDeclaration] = [],
        environment: [String] = [], referencedFiles: [String] = [], sources: [SourceUse] = [],
        warnings: [Diagnostic] = []
    ) {
        self.project = project
        self.folder = folder
        self.files = files
        self.stacks = stacks
        self.plugins = plugins
        self.environment = environment
        self.referencedFiles = referencedFiles
        self.sources = sources
        self.warnings = warnings
    }

    /// The stack of this name, if there is one.
    public subscript(stack name: String) -> Stack? { stacks.first { $0.name == name } }
}
