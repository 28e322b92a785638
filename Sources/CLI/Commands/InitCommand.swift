import ArgumentParser
import RecuaCore

/// `recua init`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first manifest.",
        discussion: "Writes stacks/NAME.yaml with one stack and tells git to ignore `.recua`. Never overwrites a file."
    )

    @Argument(help: "The project's name: lower-case letters, digits and dashes. By default the folder's.") var name:
        String?
    @Option(help: .init("The llamafile to serve: a URL, hf://owner/repo/path, or a path.", valueName: "source"))
    var llamafile = "hf://mozilla-ai/llamafile_0.10/Qwen3.5-0.8B-Q8_0.llamafile"
    @Option(help: .init("Where to deploy: local or lambda.", valueName: "plugin")) var target = "local"

    func run() async throws {
        let context = CommandContext.current
        try Files.checkWorkingFolder()
        let folder = context.workingFolder
        let starter = ManifestStarter(
            project: name ?? ManifestStarter.projectName(from: folder), llamafile: llamafile, target: target
        )
        try await starter.check(context)
        let place = "stacks/\(starter.project).yaml"
        for taken in [place, "recua.yaml", "recua.yml"] where Files.exists("\(folder)/\(taken)") {
            let help =
                taken == place ? "choose another name: recua init NAME" : "add stacks to it, or go to another folder"
            throw Diagnostic("usage.exists", "there is a `\(taken)` already", help: help)
        }
        let others = ((try? Files.list("\(folder)/stacks")) ?? []).contains {
            $0.hasSuffix(".yaml") || $0.hasSuffix(".yml")
        }
        try Files.write(starter.text, to: "\(folder)/\(place)")
        try GitIgnore.add(".recua/", in: folder)
        context.output.print("wrote \(place); next: recua plan\(others ? " -f \(place)" : "")")
    }
}
