/// A plugin that is a program: as `plugins:` declares it, or as it was found.
public struct ProgramDeclaration: Sendable, Hashable {
    public var name: String
    /// Where its name is written: under `plugins:`, or where a stack asks for it.
    public var place: Place
    /// The command: the program, absolute unless it is a bare name to be looked up in `PATH`, and its arguments as
    /// written. It is to be started in ``folder``. Of one that is still to be fetched, the arguments alone.
    public var run: [String]
    /// What the plugin is made of, absolute: the program when it is a path, arguments that name files, and the files
    /// declared besides. Their digest stands for the plugin's code.
    public var files: [String]
    /// The manifest's folder, absolute.
    public var folder: String
    public var origin: PluginOrigin
    /// Where its program comes from; nil for one that is on this machine.
    public var source: Source?
    /// How long it may take, and what it may do.
    public var bounds = Bounds()

    public init(
        name: String, place: Place, run: [String], files: [String], folder: String, origin: PluginOrigin = .declared,
        source: Source? = nil
    ) {
        self.name = name
        self.place = place
        self.run = run
        self.files = files
        self.folder = folder
        self.origin = origin
        self.source = source
    }

    /// A program that is elsewhere.
    public struct Source: Sendable, Hashable {
        /// As the manifest has it, with nothing resolved.
        public var url: String
        /// Where it is written.
        public var place: Place
        /// What the manifest itself asks for.
        public var sha256: Digest?

        public init(url: String, place: Place, sha256: Digest? = nil) {
            self.url = url
            self.place = place
            self.sha256 = sha256
        }
    }

    /// The same with its program in its place, ready to be started.
    ///
    /// - Parameter program: the file that was fetched, absolute.
    public func fetched(as program: String) -> ProgramDeclaration {
        var ready = self
        ready.run = [program] + run
        ready.files = [program] + files
        return ready
    }
}
