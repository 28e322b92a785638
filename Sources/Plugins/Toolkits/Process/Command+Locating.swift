internal import RecuaCore

extension Command {
    /// The path of the program.
    ///
    /// - Parameter hint: what to type to get it, such as `apt install bubblewrap`.
    /// - Throws: ``Diagnostic`` `process.missing`.
    public func located(hint: String? = nil) throws -> String {
        if let path = Self.path(of: executable, environment: environment) { return path }
        let isPath = executable.utf8.contains(UInt8(ascii: "/"))
        throw Diagnostic(
            "process.missing",
            isPath ? "there is no program at `\(executable)`" : "the program `\(executable)` is not on `PATH`",
            help: hint ?? "install it, or add its folder to `PATH`"
        )
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
