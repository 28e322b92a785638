import RecuaCore
import RecuaProcess

/// What was written, and what to type next.
struct StarterText {
    let starter: PluginStarter
    /// The plugin's folder as it was named.
    let place: String
    let workingFolder: String

    func text(_ style: TextStyle) -> String {
        let files = starter.files.map { "\(folder)\($0.path)" }.joined(separator: ", ")
        return """
            wrote \(files)

            \(style(.bold, "next"))
            \(commands.map { "  \($0)" }.joined(separator: "\n"))

            \(style(.bold, "in the manifest"))
              plugins:
                \(starter.plugin.name): { run: [\(run)] }
              stacks:
                NAME:
                  \(starter.plugin.section): { text: "Hello, llamas" }
            """
    }

    private var commands: [String] {
        let inside = [starter.build, starter.test].compactMap(\.self).map { command in
            folder.isEmpty ? command : "(\(Command("cd", [String(folder.dropLast())], environment: [:])) && \(command))"
        }
        let check = ["plugin", "check", Self.path("\(folder)\(starter.program)"), "--run"]
        return inside + ["\(Command("recua", check, environment: [:]))"]
    }

    /// The folder with a slash behind it; empty for the working folder.
    private var folder: String {
        if place.hasPrefix("/") { return "\(Files.resolve(place, in: "/"))/" }
        let relative = Files.relative(Files.resolve(place, in: workingFolder), to: workingFolder)
        return relative == "." ? "" : "\(relative)/"
    }

    /// The program's path from where manifests are: beside the working folder's `stacks`, or in it.
    private var run: String {
        let stacks = "\(workingFolder)/stacks"
        let manifests = Files.facts(stacks)?.isFolder == true ? stacks : workingFolder
        let program = Files.resolve("\(place)/\(starter.program)", in: workingFolder)
        let path = place.hasPrefix("/") ? program : Self.path(Files.relative(program, to: manifests))
        // In a list in brackets a comma, a bracket or a quote would be more than itself.
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
        return isPlain ? path : JSON.string(path).text()
    }

    /// A bare name would be looked for in `PATH`.
    private static func path(_ path: String) -> String { path.contains("/") ? path : "./\(path)" }
}

extension Files {
    /// The path that leads from `folder` to `path`; both are absolute and without `.` and `..`.
    fileprivate static func relative(_ path: String, to folder: String) -> String {
        let (target, start) = (path.split(separator: "/"), folder.split(separator: "/"))
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let steps = start.dropFirst(shared).map { _ in ".." } + target.dropFirst(shared).map(String.init)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}
