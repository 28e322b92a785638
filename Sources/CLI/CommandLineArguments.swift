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
        guard !commandNames.contains(word), word != hidden else { return unknownPart(of: word, arguments) }
        let near = Suggestion.nearest(to: word, among: commandNames).map { "did you mean `recua \($0)`?" }
        return Diagnostic(
            "usage.unknown-command", "there is no command `\(word)`", help: near ?? "recua --help lists the commands"
        )
    }

    /// Of a command that is several, one that it has not.
    private static func unknownPart(of command: String, _ arguments: [String]) -> Diagnostic? {
        let (parts, words) = (parts(of: command), arguments.drop { $0 != command }.dropFirst())
        guard !parts.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help", !parts.contains(word) else {
            return nil
        }
        let near = Suggestion.nearest(to: word, among: parts).map { "did you mean `recua \(command) \($0)`?" }
        return Diagnostic(
            "usage.unknown-command", "there is no command `\(command) \(word)`",
            help: near ?? "recua \(command) --help lists the commands")
    }

    /// `new`, `check`, … of `plugin`.
    private static func parts(of command: String) -> [String] {
        let type = RootCommand.configuration.subcommands.first { $0.configuration.commandName == command }
        return type?.configuration.subcommands.compactMap { $0.configuration.commandName } ?? []
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
        let part = arguments.dropFirst(place + 1).first.flatMap { parts(of: arguments[place]).contains($0) ? $0 : nil }
        let command = ([arguments[place]] + [part].compactMap(\.self)).joined(separator: " ")
        if place == 0 { return "recua \(command) --help lists its options" }
        return "options come after the command: recua \(command) …"
    }
}
