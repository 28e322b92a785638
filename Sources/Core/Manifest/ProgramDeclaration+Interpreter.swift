extension ProgramDeclaration {
    /// Whether the command starts an interpreter of whatever comes after it: an update of the system brings another, which
    /// makes no other plugin.
    package var startsInterpreter: Bool { source == nil && Self.isInterpreter(run.first ?? "") }

    /// Whether a word names a well-known interpreter, by a path or not: `python3.12`, `/usr/bin/node`.
    static func isInterpreter(_ word: String) -> Bool {
        let name = word.split(separator: "/").last.map(String.init) ?? ""
        let bare = name.prefix { !$0.isNumber && $0 != "." }
        return interpreters.contains(String(bare.last == "-" ? bare.dropLast() : bare))
    }

    private static let interpreters: Set<String> = [
        "python", "pypy", "bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "node", "nodejs", "deno", "bun", "tsx",
        "ruby", "perl", "php", "lua", "luajit", "Rscript", "java", "uv", "npx", "env",
    ]

    /// Whether words after an interpreter are its program: `python3 -c '…'`.
    static func holdsProgram(_ words: some Collection<String>) -> Bool {
        words.contains { ["-c", "-e", "-r", "--eval", "--command", "eval"].contains($0) }
    }
}
