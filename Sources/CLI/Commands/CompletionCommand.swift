import ArgumentParser

/// `recua completion`
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that completes commands, options and stack names.",
        discussion: """
            bash: recua completion bash > ~/.local/share/bash-completion/completions/recua
            zsh: recua completion zsh > a folder of your $fpath, as _recua
            fish: recua completion fish > ~/.config/fish/completions/recua.fish
            """
    )

    /// The shells for which ArgumentParser can write one.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.") var shell: Shell

    func run() throws {
        let shell = CompletionShell(rawValue: shell.rawValue) ?? .bash
        CommandContext.current.output.print(RootCommand.completionScript(for: shell))
    }
}
