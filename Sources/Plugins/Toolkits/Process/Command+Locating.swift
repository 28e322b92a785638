internal import RecuaCore

extension Command {
    /// The path of the program.
    ///
    /// - Parameter hint: what to type to get it, such as `apt install bubblewrap`.
    /// - Throws: ``Diagnostic`` `process.missing`.
    public func located(hint: String? = nil) throws -> String {
        if let path = Self.path(of: executable, environment: environment) { return path }
        if executable.utf8.contains(UInt8(ascii: "/")) { throw Self.missing(at: Files.absolute(executable), hint) }
        throw Diagnostic(
            "process.missing", "the program `\(executable)` is not on `PATH`",
            help: hint ?? "install it, or add its folder to `PATH`")
    }

    /// A path is looked up nowhere, so `PATH` is not to blame.
    private static func missing(at path: String, _ hint: String?) -> Diagnostic {
        guard let facts = Files.facts(path) else {
            return Diagnostic(
                "process.missing", "there is no program at `\(path)`",
                help: hint ?? "put it there, or write the path of one that is there")
        }
        if facts.isFolder {
            return Diagnostic(
                "process.missing", "`\(path)` is a folder, not a program", help: hint ?? "write a program's path")
        }
        let mending = Command("chmod", ["+x", path], environment: [:])
        return Diagnostic("process.missing", "`\(path)` is not executable", help: hint ?? "run: \(mending)")
    }

    /// Where `name` is, by the `PATH` of `environment`; a name with a slash is a path already.
    ///
    /// - Returns: nil when there is no executable file of that name.
    public static func path(of name: String, environment: [String: String]) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) {
            let path = Files.absolute(name)
            return isProgram(path) ? path : nil
        }
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { Files.absolute("\($0)/\(name)") }.first(where: isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        Files.facts(path).map { $0.isExecutable && !$0.isFolder } ?? false
    }
}
