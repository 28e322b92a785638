import RecuaCore
import RecuaRPC

/// Reads what a program says of itself, or says which member of it is wrong.
struct DescriptionReader {
    let answer: JSON
    /// The name under which the manifest declares the program.
    let name: String

    func checkVersion() throws {
        guard let member = answer["protocolVersion"] else { throw wrong("`protocolVersion` is missing") }
        guard let version = member.integer else { throw wrong("`protocolVersion` is no whole number") }
        guard Conversation.versions.contains(version) else {
            let own = Conversation.versions.map(String.init).joined(separator: " and ")
            throw Diagnostic(
                "plugin.protocol-version",
                "plugin `\(name)` speaks version \(version) of the plugin protocol, and this recua speaks version \(own)",
                help: "install a recua that speaks it, or a version of the plugin that speaks version \(own)"
            )
        }
    }

    func checkName() throws {
        let own = try text("name", in: answer["plugin"])
        guard own == name else {
            throw Diagnostic(
                "plugin.name", "the program declared as `\(name)` calls itself `\(own)`",
                help: "declare it under its own name: plugins: { \(own): … }"
            )
        }
    }

    /// It stands in messages, tables and fingerprints.
    func version() throws -> String {
        let version = try text("version", in: answer["plugin"])
        guard version.utf8.count <= 100, version == PlainText.line(Array(version.utf8)) else {
            throw wrong("`version` is not one short line")
        }
        return version
    }

    func summary() throws -> String {
        guard let member = answer["plugin"]?["summary"], !member.isNull else { return "" }
        guard let text = member.string else { throw wrong("`summary` is no text") }
        return PlainText.line(Array(text.utf8))
    }

    func sections() throws -> [PluginDescriptor.Section] {
        guard let sections = answer["sections"]?.object else { throw wrong("`sections` is no object") }
        return try sections.sorted { $0.key < $1.key }.map { section, schema in
            guard Self.isName(section), !section.contains(".") else {
                throw wrong("`\(Self.shown(section))` cannot name a section")
            }
            guard !PluginDescriptor.isStackKey(section) else {
                throw wrong("`\(section)` cannot name a section: it is a key that every stack has")
            }
            do {
                return PluginDescriptor.Section(section, try Schema(jsonSchema: schema))
            } catch {
                throw wrong("the schema of its section `\(section)` cannot be used", cause: error)
            }
        }
    }

    func needs() throws -> [ArtifactKind] { try texts("needs").map { try kind($0, "needs") } }

    func takesFailed() throws -> Set<ArtifactKind> {
        let (needs, kinds) = (try texts("needs"), try texts("takesFailed"))
        if let stray = kinds.first(where: { !needs.contains($0) }) {
            throw wrong("`\(Self.shown(stray))` in `takesFailed` is not among its `needs`")
        }
        return Set(kinds.map(ArtifactKind.init(rawValue:)))
    }

    /// An image is a recipe of Recua's own, which nobody else makes.
    func provides() throws -> ArtifactKind {
        let kind = try kind(text("provides", in: answer), "provides")
        guard kind != .image else { throw wrong("`image` in `provides` is made by the built-in plugin alone") }
        return kind
    }

    private func kind(_ name: String, _ key: String) throws -> ArtifactKind {
        guard Self.isName(name) else { throw wrong("`\(Self.shown(name))` in `\(key)` cannot name a kind of artifact") }
        return ArtifactKind(rawValue: name)
    }

    func wrong(_ what: String, cause: (any Error)? = nil) -> Diagnostic {
        Diagnostic(
            "plugin.description", "plugin `\(name)` does not describe itself as it should: \(what)",
            help: "this is a mistake in the plugin; see `initialize` in docs/plugin-protocol.md", cause: cause
        )
    }

    /// A letter, then letters, digits, `-`, `_` and `.`.
    static func isName(_ text: some StringProtocol) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || [45, 46, 95].contains($0) }
    }

    /// What a program wrote, in a message.
    static func shown(_ text: String) -> String { PlainText.line(Array(text.utf8)) }
}
