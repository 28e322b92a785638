import ArgumentParser
import RecuaCore

/// `recua init`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first manifest.",
        discussion: "Writes stacks/NAME.yaml with one stack and tells git to ignore `.recua`. Never overwrites a file."
    )

    @Argument(help: "The project's name: lower-case letters, digits and dashes.") var name: String?
    @Option(name: .long, help: .init("The llamafile to serve: a URL, hf://owner/repo/path, or a path.", valueName: "source"))
    var llamafile = "hf://mozilla-ai/llamafile_0.10/Qwen3.5-0.8B-Q8_0.llamafile"
    @Option(help: .init("Where to deploy: local or lambda.", valueName: "plugin")) var target = "local"

    func run() async throws {
        let context = CommandContext.current
        let folderName = context.workingFolder.split(separator: "/").last.map(String.init) ?? "llamas"
        let project = name ?? Self.projectName(from: folderName)
        let path = "\(context.workingFolder)/stacks/\(project).yaml"
        guard !Files.exists(path) else {
            throw Diagnostic("usage.exists", "`stacks/\(project).yaml` is there already", help: "choose another name: recua init NAME")
        }
        let text = ManifestStarter.text(project: project, llamafile: llamafile, target: target)
        // What is written must be what is accepted: a name with a capital is refused here, with the manifest's own words.
        let scratch = "\(context.workingFolder)/stacks/.\(project).yaml.check"
        try Files.write(text, to: scratch)
        defer { try? Files.remove(scratch) }
        _ = try ManifestReader(environment: context.environment).read(scratch, descriptors: BuiltInPlugins.all.map(\.descriptor))
        try Files.move(scratch, to: path)
        try ignoreState(in: context.workingFolder)
        context.output.print("wrote stacks/\(project).yaml; next: recua plan")
    }

    /// Letters, digits and dashes of the folder's name; `llamas` when there is nothing left.
    static func projectName(from folder: String) -> String {
        let kept = folder.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(kept).split(separator: "-").joined(separator: "-")
        return name.first?.isLetter == true ? String(name.prefix(63)) : "llamas"
    }

    private func ignoreState(in folder: String) throws {
        let path = "\(folder)/.gitignore"
        let lines = (try? Files.readText(path)) ?? ""
        guard !lines.split(separator: "\n").contains(where: { $0 == ".recua/" || $0 == "/.recua/" || $0 == ".recua" }) else { return }
        try Files.write(lines + (lines.isEmpty || lines.hasSuffix("\n") ? "" : "\n") + ".recua/\n", to: path)
    }
}

/// The text of a first manifest.
enum ManifestStarter {
    static func text(project: String, llamafile: String, target: String) -> String {
        """
        # yaml-language-server: $schema=./recua.schema.json
        # `recua schema > stacks/recua.schema.json` makes the schema above: completion and checks in your editor.
        recua: 1
        project: \(project)

        stacks:
          first:
            target: \(target)        # local: a sandbox on this machine; lambda: AWS
            model:
              llamafile: \(llamafile)
            server: { context: 4096 }
            smoke:
              - chat: What is the capital of France? Answer in one word.
                expect: { contains: Paris }

        """
    }
}
