/// A plugin that is a program, as `plugins:` declares it.
public struct ProgramDeclaration: Sendable, Hashable {
    public var name: String
    /// Where its name is written.
    public var place: Place
    /// The command: the program, absolute unless it is a bare name to be looked up in `PATH`, and its arguments as
    /// written. It is to be started in ``folder``.
    public var run: [String]
    /// What the plugin is made of, absolute: the program when it is a path, arguments that name files, and the files
    /// declared besides. Their digest stands for the plugin's code.
    public var files: [String]
    /// The manifest's folder, absolute.
    public var folder: String

    public init(name: String, place: Place, run: [String], files: [String], folder: String) {
        self.name = name
        self.place = place
        self.run = run
        self.files = files
        self.folder = folder
    }
}
