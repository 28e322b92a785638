import RecuaCore

/// The secrets that a program may ask for while it serves a request: those of its own sections, by their places.
struct ProgramSecrets: Sendable {
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

    /// What is written, by the pointers of the keys that are marked as secret.
    private var texts: [String: String] {
        var texts: [String: String] = [:]
        for section in descriptor.sections {
            guard let value = sections[section.name] else { continue }
            for pointer in section.schema.secretPointers(in: value) {
                texts["/\(section.name)\(pointer)"] = Self.text(at: pointer, in: value)
            }
        }
        return texts
    }

    private static func text(at pointer: String, in value: JSON) -> String? {
        let tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return tokens.reduce(value as JSON?) { value, token in
            let key = token.replacing("~1", with: "/").replacing("~0", with: "~")
            return value?[String(key)] ?? Int(key).flatMap { value?[$0] }
        }?.string
    }
}
