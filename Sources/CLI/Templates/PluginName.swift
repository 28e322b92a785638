import RecuaCore

/// A name for a new plugin, and what follows from it.
struct PluginName: Sendable, Hashable {
    /// As in `plugins:`, and the kind of its artifact: `word-list`.
    let name: String
    /// Its section of the manifest, whose keys are camelCase: `wordList`.
    let section: String

    /// - Throws: ``Diagnostic`` `usage.plugin-name` for what can name no plugin, or names one that comes with Recua.
    init(_ name: String) throws {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
        guard isPlain, name.first?.isLetter == true, name.count <= 40, !words.contains("") else {
            throw Diagnostic(
                "usage.plugin-name", "`\(name)` cannot name a plugin",
                help: "small letters, digits and single dashes, a letter first, at most 40")
        }
        guard !Self.taken.contains(name) else {
            throw Diagnostic(
                "usage.plugin-name", "`\(name)` is a word of Recua's own", help: "choose another name for the plugin")
        }
        self.name = name
        section = words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// As a type: `WordList`.
    var type: String { section.prefix(1).uppercased() + section.dropFirst() }

    /// As a Python module: `word_list`.
    var module: String { name.replacing("-", with: "_") }

    /// - Throws: ``Diagnostic`` `usage.plugin-name` when a program of this name could not work in the language.
    func check(for language: PluginLanguage) throws {
        guard language == .python, PythonModules.includes(module) else { return }
        throw Diagnostic(
            "usage.plugin-name", "`\(name)` is a module of Python's own, which a file `\(module).py` would hide",
            help: "choose another name, such as `\(name)-plugin`")
    }

    private static let taken = Set(
        BuiltInPlugins.all.map(\.descriptor).flatMap { [$0.name, $0.provides.rawValue] + $0.sections.map(\.name) }
            + ["target", "tags", "description", "hooks", "plugins", "test"]
    )
}
