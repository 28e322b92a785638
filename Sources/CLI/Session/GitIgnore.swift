import RecuaCore

/// The list of what git leaves alone.
enum GitIgnore {
    /// Adds a folder, such as `.recua/`, unless it is listed already.
    static func add(_ folder: String, in workingFolder: String) throws {
        let path = "\(workingFolder)/.gitignore"
        let lines = Files.exists(path) ? try Files.readText(path) : ""
        let known = [folder, "/\(folder)", String(folder.dropLast())]
        guard !lines.split(whereSeparator: \.isNewline).contains(where: { known.contains(String($0)) }) else { return }
        try Files.write(lines + (lines.isEmpty || lines.hasSuffix("\n") ? "" : "\n") + "\(folder)\n", to: path)
    }
}
