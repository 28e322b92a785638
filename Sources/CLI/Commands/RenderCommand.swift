import ArgumentParser
import RecuaCore

/// `recua render`
struct RenderCommand: GoalCommand {
    static let goal = ArtifactKind.template
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Render template.yaml and samconfig.toml, with which `sam deploy` works by hand."
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Option(name: .shortAndLong, help: .init("Copy the files here; with several stacks, to a folder for each.", valueName: "folder"), completion: .directory)
    var output: String?

    func run() async throws {
        let (session, result) = try await reach()
        for stack in result.stacks {
            guard let template = try result.artifact(.template, of: stack)?.decode(Template.self) else { continue }
            guard let output else {
                session.context.output.tell("\(stack): \(template.template.path)")
                continue
            }
            let folder = Files.resolve(output, in: session.context.workingFolder) + (result.stacks.count == 1 ? "" : "/\(stack)")
            for file in [template.template.path, template.configuration.path] {
                let name = file.split(separator: "/").last.map(String.init) ?? file
                try Files.write(try Files.read(file), to: "\(folder)/\(name)")
            }
            session.context.output.tell("wrote \(folder)")
        }
    }
}
