import ArgumentParser
import RecuaCore

/// Choosing stacks by name.
enum StackNames {
    /// The stacks that `patterns` choose, in the manifest's order; all when there are none.
    ///
    /// - Throws: ``Diagnostics`` with one `usage.no-stack` for each pattern that fits nothing.
    static func select(_ patterns: [String], from names: [String]) throws -> [String] {
        guard !patterns.isEmpty else { return names }
        let problems = patterns.filter { pattern in !names.contains { Glob.matches($0, pattern) } }
        guard problems.isEmpty else { throw Diagnostics(problems.map { unknown($0, names) }) }
        return names.filter { name in patterns.contains { Glob.matches(name, $0) } }
    }

    /// The names for shell completion, of the manifest that the command line names; for `up` the plans that lie in the
    /// folder as well.
    static let completion = CompletionKind.custom { words, _, _ in
        forCompletion(words) + (words.dropFirst().first == UpCommand.configuration.commandName ? plans : [])
    }

    /// What is named as the documentation names plans.
    private static var plans: [String] {
        ((try? Files.list(CommandContext.current.workingFolder)) ?? []).filter { $0.hasSuffix(".plan") }
    }

    /// - Returns: nothing when the manifest cannot be read: completion is silent.
    static func forCompletion(_ words: [String]) -> [String] {
        let context = CommandContext.current
        let file = file(in: words)
        let recall = Question.recall(context, asking: ["the names of all stacks", file ?? ""])
        if let known = recall.answer() { return names(in: known) }
        let trace = Trace()
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        let names = Trace.$current.withValue(trace) {
            (try? reader.parse(file, startsPrograms: false).stackNames) ?? []
        }
        let words = Answer.Words(output: Array(names.joined(separator: "\n").utf8), exitStatus: 0)
        recall.keep(words, trace: trace, variables: Question.variables(nil, []))
        return names
    }

    private static func names(in words: Answer.Words) -> [String] {
        String(decoding: words.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What `-f` names. Shells hand words over as they were typed, with their quotes.
    static func file(in words: [String]) -> String? {
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == "-f" || word == "--file" { return bare(next) }
            if word.hasPrefix("--file=") { return bare(String(word.dropFirst(7))) }
            if word.hasPrefix("-f") { return bare(String(word.dropFirst(2))) }
        }
        return nil
    }

    private static func bare(_ word: String) -> String { String(word.filter { $0 != "\"" && $0 != "'" }) }

    private static func unknown(_ pattern: String, _ names: [String]) -> Diagnostic {
        let near = Suggestion.nearest(to: pattern, among: names).map { "did you mean `\($0)`?" }
        let known = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
        return Diagnostic(
            "usage.no-stack", "no stack is called `\(pattern)`",
            help: near ?? (names.isEmpty ? "the manifest declares none" : "known: \(known)")
        )
    }
}
