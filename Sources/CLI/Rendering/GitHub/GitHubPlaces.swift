import RecuaCore

/// What GitHub Actions tell the programs they run.
struct GitHubPlaces: Sendable, Hashable {
    /// The checked-out repository, to which annotations count their files; absolute.
    let workspace: String?
    /// The file whose Markdown is shown on the run's page.
    let summary: String?
    /// To which the command counts its files; absolute.
    let workingFolder: String

    /// - Returns: nil outside of GitHub Actions.
    init?(_ environment: [String: String], workingFolder: String = Files.workingFolder) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard value("GITHUB_ACTIONS") == "true" else { return nil }
        workspace = value("GITHUB_WORKSPACE")
        summary = value("GITHUB_STEP_SUMMARY")
        self.workingFolder = workingFolder
    }

    /// Where the file is in the repository; absolute when it is elsewhere.
    ///
    /// - Parameter path: absolute.
    func inRepository(_ path: String) -> String {
        guard let workspace else { return path }
        let root = workspace.hasSuffix("/") ? workspace : "\(workspace)/"
        return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
    }
}
