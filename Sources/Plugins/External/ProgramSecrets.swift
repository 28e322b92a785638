import RecuaCore

/// The secrets that a program may ask for while it serves a request: those of its own sections, by their places.
struct ProgramSecrets: Sendable {
    let program: ProgramIdentity
    let descriptor: PluginDescriptor
    let sections: JSON
    let host: StepHost
    /// What the program has been given for whatever request: one process serves many.
    let handedOut: HandedSecrets

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
        let secret = Secret(reference: text)
        let value = try host.resolve(secret)
        if secret.isReference { handedOut.add(host.values(of: secret)) }
        return value
    }

    /// Keeps them out of what is shown, whether the program asks for them or has them from before.
    func conceal() { secrets.filter(\.isReference).forEach(host.conceal) }

    /// What they stand for, whether the program has asked or not; without those that lead nowhere.
    var values: Set<String> { values(of: secrets) }

    /// What is kept and shown holds no secret.
    ///
    /// A value that the manifest itself shows is none. A short one counts only where it is the whole of a text: in a
    /// digest or a name it may stand by chance.
    ///
    /// - Throws: ``Diagnostic`` `plugin.secret`.
    func checkAbsence(in json: JSON, of what: String) throws {
        let values = values(of: secrets.filter(\.isReference)).union(handedOut.values)
        guard !values.isEmpty, json.holds(anyOf: values) else { return }
        throw Diagnostic(
            "plugin.secret", "\(program) put the value of a secret into its \(what)", at: program.place,
            help: "this is a mistake in the plugin: what it answers is kept, and a secret can be asked for again")
    }

    private var secrets: [Secret] { texts.values.map { Secret(reference: $0) } }

    private func values(of secrets: [Secret]) -> Set<String> {
        secrets.reduce(into: []) { $0.formUnion(host.values(of: $1)) }
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
