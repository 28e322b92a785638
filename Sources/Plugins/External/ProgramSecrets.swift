import RecuaCore

/// The secrets that a program may ask for while it serves a request: those of its own sections, by their places.
struct ProgramSecrets: Sendable {
    let program: ProgramIdentity
    let descriptor: PluginDescriptor
    let sections: JSON
    let host: StepHost

    /// The value behind the key at `pointer`. Known to the redactor from then on.
    ///
    /// - Throws: ``Diagnostic`` `plugin.secret` for what is no secret of the program's, `secret.missing` and others for a
    ///   reference that leads nowhere.
    func value(at pointer: String) throws -> String {
        guard let text = texts[pointer] else {
            throw Diagnostic(
                "plugin.secret", "`\(pointer)` is no secret of plugin `\(descriptor.name)` in this stack",
                help: "its own schema marks a secret with `writeOnly: true`, and the section must write it")
        }
        return try host.resolve(Secret(reference: text))
    }

    /// What they stand for, whether the program has asked or not; without those that lead nowhere.
    var values: Set<String> { values(of: secrets) }

    /// What is kept and shown holds no secret.
    ///
    /// A value that the manifest itself shows is none. A short one counts only where it is the whole of a text: in a
    /// digest or a name it may stand by chance.
    ///
    /// - Throws: ``Diagnostic`` `plugin.secret`.
    func checkAbsence(in json: JSON, of what: String) throws {
        let values = values(of: secrets.filter(\.isReference))
        guard !values.isEmpty, json.hasText({ text in values.contains { Self.holds(text, $0) } }) else { return }
        throw Diagnostic(
            "plugin.secret", "\(program) put the value of a secret into its \(what)", at: program.place,
            help: "this is a mistake in the plugin: what it answers is kept, and a secret can be asked for again")
    }

    private var secrets: [Secret] { texts.values.map { Secret(reference: $0) } }

    private func values(of secrets: [Secret]) -> Set<String> {
        secrets.reduce(into: []) { $0.formUnion(host.values(of: $1)) }
    }

    private static func holds(_ text: String, _ value: String) -> Bool {
        text == value || (value.count >= 8 && text.contains(value))
    }

    private var texts: [String: String] { descriptor.secretTexts(in: sections) }
}

extension PluginDescriptor {
    /// What is written, by the pointers of the keys that its schemas mark as secret.
    func secretTexts(in sections: JSON) -> [String: String] {
        var texts: [String: String] = [:]
        for section in self.sections {
            guard let value = sections[section.name] else { continue }
            for pointer in section.schema.secretPointers(in: value) {
                texts["/\(section.name)\(pointer)"] = value.value(at: pointer)?.string
            }
        }
        return texts
    }
}

extension JSON {
    /// True when one of its texts, names of members included, is as asked for.
    fileprivate func hasText(_ isMeant: (String) -> Bool) -> Bool {
        switch self {
        case .string(let text): isMeant(text)
        case .array(let items): items.contains { $0.hasText(isMeant) }
        case .object(let members): members.contains { isMeant($0) || $1.hasText(isMeant) }
        default: false
        }
    }
}
