import RecuaCore

/// Everything that was asked of this process, from the words to the look of the text.
enum Question {
    /// Variables that Recua itself reads, whatever the manifest says.
    private static let variables: Set<String> = [
        "RECUA_*", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "PATH", "TMPDIR", "CI", "GITHUB_*", "LANG", "LC_ALL",
        "TZ", "USER",
        "COLUMNS",
    ]

    /// The answers to what was typed.
    static func recall(_ context: CommandContext) -> Recall {
        let output = context.output
        let looks = [output.style.isColored, output.errorStyle.isColored, output.isLive, output.hasTerminal]
        let look = looks.map { $0 ? "1" : "0" }.joined()
        let size = output.terminalSize.map { "\($0.columns)×\($0.rows)" } ?? ""
        let width = output.resultWidth.map(String.init) ?? ""
        return recall(context, asking: ["what was typed", look, size, width] + context.arguments)
    }

    /// The answers to a question of Recua's own.
    static func recall(_ context: CommandContext, asking question: [String]) -> Recall {
        Recall(
            [Recua.version, program(context), context.workingFolder] + question,
            store: Store(environment: context.environment), environment: context.environment
        )
    }

    /// The variables on which any answer rests, besides those of the manifest and the plugins.
    static func variables(_ manifest: Manifest?, _ descriptors: [PluginDescriptor]) -> Set<String> {
        let ofPlugins = descriptors.flatMap { $0.environment + $0.fingerprintedEnvironment }
        return variables.union(manifest?.environment ?? []).union(ofPlugins)
    }

    /// This very build: another one may say other things.
    private static func program(_ context: CommandContext) -> String {
        Files.facts(context.executable).map { "\($0.device) \($0.inode) \($0.size) \($0.modified) \($0.changed)" } ?? ""
    }
}
