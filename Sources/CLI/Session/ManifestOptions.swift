import ArgumentParser
import RecuaCore

/// Which manifest, and what to change in it for this command.
struct ManifestOptions: ParsableArguments {
    @Option(name: [.customShort("f"), .long], help: .init("The manifest: a file or a folder.", discussion: "By default the folder `stacks`, else `recua.yaml`.", valueName: "path"), completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(help: .init("Merge the profile of this name over every stack.", valueName: "name"))
    var profile: String?

    @Option(help: .init("Deploy with this plugin, whatever the manifest says: lambda, local, or one of yours.", valueName: "plugin"))
    var target: String?

    @Option(name: .customLong("set"), parsing: .singleValue, help: .init("Set a value, for every stack (`server.context=8192`) or one (`stacks.chat.server.context=8192`).", valueName: "path=value"))
    var overrides: [String] = []
}

/// Which stacks.
struct StackSelection: ParsableArguments {
    @Argument(help: "Names of stacks, or patterns such as 'qwen*'. All stacks by default.", completion: .custom { _, _, _ in StackNames.forCompletion() })
    var stacks: [String] = []
}

/// How steps are run.
struct RunOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: .init("How many steps of each class of work run at once.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Stop starting steps after the first failure.")
    var failFast = false

    @Flag(help: "Wait for another recua that works on this project.")
    var wait = false

    @Option(help: .init("Also write every event to this file, a JSON object a line.", valueName: "path"), completion: .file())
    var events: String?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1.") }
    }
}
