import RecuaCore

/// What of a sandbox's hidden `/tmp` is to be seen in it all the same.
enum SandboxView {
    /// The paths to bind, each with all that lies below it; none below another, which would be in the way of what is there
    /// already: a symbolic link, say, as every virtual environment of Python has one for its interpreter.
    ///
    /// - Parameter paths: what must be seen. Where a link leads elsewhere, that must be seen as well.
    static func paths(_ paths: [String]) -> [String] {
        let ends = paths.compactMap { path in Files.real(path).flatMap { $0 == path ? nil : $0 } }
        let hidden = Set((paths + ends).filter(isHidden))
        return hidden.filter { path in !hidden.contains { path.hasPrefix("\($0)/") } }.sorted()
    }

    private static func isHidden(_ path: String) -> Bool { path.hasPrefix("/tmp/") }
}
