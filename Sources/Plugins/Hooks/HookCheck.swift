internal import RecuaCore

/// What the schema cannot say of a hook.
struct HookCheck {
    let name: String
    let hook: Hook

    var diagnostics: [Diagnostic] { timeout + secrets + references }

    private var timeout: [Diagnostic] {
        guard hook.timeout.duration <= .zero else { return [] }
        return [
            Diagnostic(
                "hooks.no-time", "the hook `\(name)` is given no time to run", pointer: "/hooks/\(name)/timeout",
                help: "write how long one try may take, such as `30s`")
        ]
    }

    private var secrets: [Diagnostic] {
        (hook.secrets ?? [:]).keys.sorted().compactMap { key in
            let pointer = "/hooks/\(name)/secrets/\(HookSchema.token(key))"
            if !HookSchema.isVariable(key) {
                return Diagnostic(
                    "hooks.variable", "`\(key)` cannot name a variable", pointer: pointer,
                    help: "letters, digits and `_`, no digit first")
            }
            guard key.hasPrefix("RECUA_") || hook.environment?.contains(key) == true else { return nil }
            return Diagnostic(
                "hooks.variable", "the variable `\(key)` has another value already", pointer: pointer,
                help: "choose another name for the secret")
        }
    }

    /// Whoever writes `${env:…}` means what it is elsewhere; the shell would take it for a mistake of its own.
    private var references: [Diagnostic] {
        let texts: [(text: String, pointer: String)] =
            switch hook.run {
            case .shell(let text): [(text, "/hooks/\(name)/run")]
            case .program(let words): words.enumerated().map { ($1, "/hooks/\(name)/run/\($0)") }
            }
        return texts.filter { $0.text.contains("${env:") || $0.text.contains("${file:") }.map { _, pointer in
            Diagnostic(
                "hooks.reference", "`${env:…}` and `${file:…}` stand for nothing in `run`", pointer: pointer,
                help: "name the variable under `environment`, or its value under `secrets`, and write `$NAME`")
        }
    }
}
