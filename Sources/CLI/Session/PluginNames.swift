import ArgumentParser
import RecuaCore

/// The names of plugins for shell completion.
enum PluginNames {
    /// Those that come with this `recua`, and those of the manifest that the command line names.
    static let completion = CompletionKind.custom { words, _, _ in forCompletion(words) }

    /// What cannot be read brings none: completion is silent.
    static func forCompletion(_ words: [String]) -> [String] {
        let context = CommandContext.current
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        let declared = try? reader.parse(StackNames.file(in: words), startsPrograms: false).plugins.map(\.name)
        let others = PluginAssembly(context, store: Store(environment: context.environment)).providers
        return Set(others.map(\.descriptor.name) + (declared ?? [])).sorted()
    }
}
