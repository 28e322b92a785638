/// The keys a stack may have: the engine's own and the sections of the plugins at hand.
struct StackSchema: Sendable {
    /// The engine's own keys, which no plugin owns.
    static let engineKeys: [Schema.Property] = [
        .optional(
            "target", .string(length: 1 ... .max).about("The plugin that deploys it: lambda, local, or one of yours")),
        .optional("tags", .map(of: .string).about("Names and values attached to what is deployed")),
        .optional("description", .string.about("One line for people")),
    ]

    static func isEngineKey(_ name: String) -> Bool { engineKeys.contains { $0.name == name } }

    let sections: [PluginDescriptor.Section]
    /// Plugins that can be a target.
    let targets: [String]
    private let schemas: [String: Schema]
    private let withSources: Set<String>

    /// What a stack that names no target gets: the first plugin that can be one. Empty when there is none.
    var defaultTarget: String { targets.first ?? "" }

    init(_ descriptors: [PluginDescriptor]) {
        sections = descriptors.flatMap(\.sections)
        targets = descriptors.filter { $0.provides == .deployment }.map(\.name)
        let keys = Self.engineKeys.map { ($0.name, $0.schema) } + sections.map { ($0.name, $0.schema) }
        schemas = Dictionary(keys) { first, _ in first }
        withSources = Set(sections.filter { $0.schema.hasSources }.map(\.name))
    }

    subscript(key: String) -> Schema? { schemas[key] }

    /// Whether a section may name sources.
    func hasSources(_ key: String) -> Bool { withSources.contains(key) }

    /// - Parameter owner: what the key stands in: "stack `qwen`".
    func refusal(of member: Node.Member, in owner: String, alreadyReported: Int) -> Diagnostic {
        let names = sections.map(\.name) + Self.engineKeys.map(\.name)
        // With plugins of one's own there are a few more than those that are built in.
        var help = Suggestion.key(member.key, among: names, alreadyReported: alreadyReported, few: 24)
        if help.name == nil, alreadyReported < 100, let section = section(with: member.key) {
            help.help = "`\(member.key)` belongs to a section: did you mean `\(section).\(member.key)`?"
        }
        return Diagnostic(
            "manifest.unknown-section", "unknown section `\(member.key)` in \(owner)", at: member.keyPlace,
            help: help.help?.replacing("known keys:", with: "known sections:")
        )
    }

    /// A section that has `key`: people forget to write the section around it.
    private func section(with key: String) -> String? {
        sections.first { section in
            guard case .object(let rule) = section.schema.kind else { return false }
            return rule.properties.contains { $0.name == key }
        }?.name
    }
}
