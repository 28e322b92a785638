import ArgumentParser
import RecuaCore

/// `recua render`
struct RenderCommand: GoalCommand {
    static let goal = ArtifactKind.template
    static let configuration = CommandConfiguration.onStacks(
        "render", "Render template.yaml and samconfig.toml, with which `sam deploy` works by hand."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: .init("Copy the files here; with several stacks, to a folder for each.", valueName: "folder"),
        completion: .directory
    )
    var output: String?

    func run() async throws {
        try await reach { session, _, result in
            for stack in result.stacks {
                guard let template = try result.artifact(.template, of: stack)?.decode(Template.self) else { continue }
                let place = try copy(template, of: stack, among: result.stacks.count, session.context.workingFolder)
                session.context.output.tell(place.map { "wrote \($0)" } ?? "\(stack): \(template.template.path)")
            }
        }
    }

    /// - Returns: where the copies are; nil when none were asked for.
    private func copy(_ template: Template, of stack: String, among count: Int, _ workingFolder: String) throws
        -> String?
    {
        guard let output else { return nil }
        let folder = Files.resolve(output, in: workingFolder) + (count == 1 ? "" : "/\(stack)")
        for file in [template.template.path, template.configuration.path] {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            try Files.write(try Files.read(file), to: "\(folder)/\(name)")
        }
        return folder
    }
}
