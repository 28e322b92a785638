import RecuaCore

/// A program that lies where plugins are looked for, and that is not in use.
struct IdlePlugin: Hashable {
    let found: PluginSearch.Found
    /// The end of a sentence about it.
    let reason: String

    /// - Parameter programs: those in use.
    static func all(_ search: PluginSearch, besides programs: [ProgramDeclaration]) -> [IdlePlugin] {
        search.all().compactMap { found in
            let used = programs.first { $0.name == found.name }
            if used?.run == [found.path] { return nil }
            return IdlePlugin(found: found, reason: reason(found, used))
        }
    }

    private static func reason(_ found: PluginSearch.Found, _ used: ProgramDeclaration?) -> String {
        if !found.isExecutable { return "is not executable" }
        guard let used else { return "no stack asks for it" }
        let place = used.source.map { SourceName.shown($0.url) } ?? used.run.first ?? used.name
        return used.origin == .declared ? "`plugins:` names another" : "`\(place)` comes before it"
    }

    var text: String { DisplayText.line("plugin `\(found.name)` is not in use: `\(found.path)`: \(reason)") }

    var json: JSON {
        [
            "name": .string(found.name), "origin": .string(found.origin.rawValue), "path": .string(found.path),
            "reason": .string(reason),
        ]
    }
}
