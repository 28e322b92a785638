import ArgumentParser
import RecuaCore

/// What was typed after `recua`: the command it means, or what is wrong with it.
enum CommandLineArguments {
    /// - Throws: ``Diagnostic`` `usage.…`; or what ArgumentParser throws to show help, a version or completions.
    static func command(_ arguments: [String]) throws -> any ParsableCommand {
        let arguments = ["-v", "-V"].contains(arguments.first) && arguments.count == 1 ? ["--version"] : arguments
        if let problem = unknownCommand(arguments) { throw problem }
        do {
            return try RootCommand.parseAsRoot(arguments)
        } catch  where RootCommand.exitCode(for: error) != .success {
            throw mistake(RootCommand.message(for: error), arguments)
        }
    }

    /// Names of all commands that people type.
    static var commandNames: [String] {
        RootCommand.configuration.subcommands.filter { $0.configuration.shouldDisplay }
            .compactMap { $0.configuration.commandName }
    }

    private static func unknownCommand(_ arguments: [String]) -> Diagnostic? {
        guard let word = arguments.first(where: { $0 != "help" }), !word.hasPrefix("-") else { return nil }
        let hidden = ResideCommand.configuration.commandName
        guard !commandNames.contains(word), word != hidden else { return nil }
        let near = Suggestion.nearest(to: word, among: commandNames).map { "did you mean `recua \($0)`?" }
        return Diagnostic(
            "usage.unknown-command", "there is no command `\(word)`", help: near ?? "recua --help lists the commands"
        )
    }

    private static func mistake(_ message: String, _ arguments: [String]) -> Diagnostic {
        let sentence = message.hasSuffix(".") ? String(message.dropLast()) : message
        return Diagnostic(
            "usage.arguments", sentence.prefix(1).lowercased() + sentence.dropFirst(), help: help(arguments))
    }

    private static func help(_ arguments: [String]) -> String {
        guard let place = arguments.firstIndex(where: commandNames.contains) else {
            return "recua --help lists what there is"
        }
        let command = arguments[place]
        if place == 0 { return "recua \(command) --help lists its options" }
        return "options come after the command: recua \(command) …"
    }
}
