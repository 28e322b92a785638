import ArgumentParser
import RecuaCore

/// Which project, for a command that also does something without one.
struct ProjectOption: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("The manifest: a file or a folder. By default `stacks`, else `recua.yaml`.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?

    /// The project by its manifest's outline.
    ///
    /// - Returns: nil when no manifest was named and none can be used here.
    func workspace() async throws -> Workspace? {
        if let file { return try await Workspace.open(file: file, startsPrograms: false) }
        return try? await Workspace.open(file: nil, startsPrograms: false)
    }
}
