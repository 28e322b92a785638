import ArgumentParser
import RecuaCore

/// `recua plugin new`
struct PluginNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a plugin that works at once, with a test of its own.",
        discussion: """
            It owns a section of its own name, with one key, and provides an artifact of a kind of its own, so that it \
            takes part in every stack that writes the section. Never overwrites anything.
            """
    )

    @Argument(help: "The plugin's name: small letters, digits and dashes.") var name: String
    @Option(name: .shortAndLong, help: .init("What it is written in: swift, python, bash, go.", valueName: "language"))
    var language: PluginLanguage
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: .init("The folder to make. By default one of the plugin's name.", valueName: "path"),
        completion: .directory)
    var output: String?
    @Option(
        help: .init("For Swift: where Recua's own package is, a folder or a URL.", valueName: "place"),
        completion: .directory)
    var recua: String?

    func validate() throws {
        if recua != nil, language != .swift { throw ValidationError("--recua is for plugins in Swift alone") }
    }

    func run() throws {
        let context = CommandContext.current
        let plugin = try PluginName(name)
        try plugin.check(for: language)
        var starter = PluginStarter(plugin: plugin, language: language)
        if language == .swift { starter.recua = try RecuaPackage(recua, in: context.workingFolder) }
        let place = output ?? name
        try starter.write(to: Files.resolve(place, in: context.workingFolder))
        let steps = StarterText(starter: starter, place: place, workingFolder: context.workingFolder)
        context.output.print(steps.text(context.output.style))
    }
}
