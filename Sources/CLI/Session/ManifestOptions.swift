import ArgumentParser

/// Which manifest, and what to change in it for this command.
struct ManifestOptions: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("The manifest: a file or a folder. By default `stacks`, else `recua.yaml`.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?

    @Option(help: .init("Merge the profile of this name over every stack.", valueName: "name"))
    var profile: String?

    @Option(
        help: .init(
            "Deploy with this plugin, whatever the manifest says: lambda, local, or one of yours.", valueName: "plugin"
        )
    )
    var target: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: .init(
            "Set a value, for every stack (server.context=8192) or one (stacks.chat.server.context=8192).",
            valueName: "path=value"
        )
    )
    var overrides: [String] = []

    @Flag(help: "Use plugins that are found in PATH as recua-plugin-NAME. RECUA_PATH_PLUGINS=1 means the same.")
    var allowPathPlugins = false
}
